/**
 * Builds a mesh from a scenario: source clusters, their etcds and writers, then the readers as the topology wires
 * them. It knows who is part of the mesh, not how any of them behaves.
 */
import type { Simulation } from "../src/engine/simulation.js";
import type { ClusterGroup, Scenario, TopologyName } from "../src/scenario/scenario.js";
import type { CostProfile } from "./etcd/costs.js";
import { EtcdMember } from "./etcd/member.js";
import { CILIUM_VERSIONS } from "./kvstore/cilium-versions.js";
import { EtcdClient } from "./kvstore/etcd-client.js";
import type { ClientKind } from "./etcd/watch-group.js";
import type { MeshCluster, MeshReader } from "./mesh-parts.js";
import { Network } from "./network/network.js";
import { LatencyRecorder } from "./probes/latency-recorder.js";
import { ClustermeshApiserver } from "./process/clustermesh-apiserver.js";
import { Mocker } from "./process/mocker.js";
import { TOPOLOGIES } from "./topology/topologies.js";
import { Churn } from "./workload/churn.js";
import { SourceCluster } from "./workload/source-cluster.js";

export class Mesh {
  readonly sim: Simulation;
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly network: Network;
  readonly recorder = new LatencyRecorder();
  readonly clusters: readonly MeshCluster[];
  readonly etcds: readonly EtcdMember[];
  readonly mocker: Mocker | undefined;
  /** Called once, when everything that was started is in sync. */
  onInSync: () => void = () => undefined;
  /** Changes times agents that cancelled each other out before anybody saw them. */
  cancelledSamples = 0;
  private readonly readers: MeshReader[] = [];
  private readonly churns: readonly Churn[];
  private readonly background: readonly { start(): void; stop(): void }[];
  private onClusterUp: () => void = () => undefined;
  private awaited = 0;
  private synced = 0;

  constructor(
    sim: Simulation,
    options: {
      readonly scenario: Scenario;
      readonly topology: TopologyName;
      readonly costs: CostProfile;
      readonly mockCosts: CostProfile;
    },
  ) {
    const { scenario, topology } = options;
    this.sim = sim;
    this.scenario = scenario;
    this.topology = topology;
    this.network = new Network(scenario.network);
    const wiring = TOPOLOGIES[topology];
    const etcdOf = (name: string, mocked: boolean): EtcdMember =>
      new EtcdMember(sim, {
        name,
        spec: mocked ? scenario.mockEtcd : scenario.etcd,
        costs: mocked ? options.mockCosts : options.costs,
        nic: this.network.nic(),
      });
    const mockEtcd = scenario.groups.some((group) => group.mocked)
      ? etcdOf("mock", true)
      : undefined;
    const observed = observedClusters(sim, scenario, topology);
    this.clusters = listClusters(scenario).map(({ id, name, group }, index) => {
      const source = new SourceCluster(sim, { index, name, group });
      const shared = group.mocked ? mockEtcd : undefined;
      const etcd = shared ?? etcdOf(name, false);
      return {
        index,
        id,
        name,
        group,
        source,
        etcd,
        layout: group.mocked ? "cache" : "state",
        apiserver: group.mocked ? undefined : this.apiserver(source, etcd),
        observed: observed.has(index),
        kvstoremesh: undefined,
      };
    });
    this.etcds = [...new Set(this.clusters.map((cluster) => cluster.etcd))];
    this.mocker = mockEtcd === undefined ? undefined : this.mock(mockEtcd);
    const { background } = wiring.connect({
      sim,
      scenario,
      behaviour: CILIUM_VERSIONS[scenario.ciliumVersion],
      network: this.network,
      recorder: this.recorder,
      clusters: this.clusters,
      awaitSync: () => this.awaitSync(),
      addReader: (reader) => this.readers.push(reader),
      onCancelled: (agents) => (this.cancelledSamples += agents),
    });
    this.background = background;
    const { arrivals } = scenario.churn;
    this.churns = this.clusters.map(({ source }) => new Churn(sim, { source, arrivals }));
  }

  /**
   * Starts the mesh as it is built in life: the clusters first, each with its own etcd, and when all of them have
   * written their state they are connected: mirrors and agents start.
   */
  start(): void {
    let starting = this.clusters.length;
    this.onClusterUp = () => {
      starting -= 1;
      if (starting === 0) this.sim.schedule(0, () => this.connect(), "clusters connect");
    };
    this.mocker?.start();
    for (const { apiserver } of this.clusters) apiserver?.start();
  }

  private connect(): void {
    for (const { kvstoremesh } of this.clusters) kvstoremesh?.start();
    for (const { reader } of this.readers) reader.connect();
  }

  startChurn(): void {
    for (const churn of this.churns) churn.start();
    for (const load of this.background) load.start();
  }

  stopChurn(): void {
    for (const churn of this.churns) churn.stop();
    for (const load of this.background) load.stop();
  }

  /** From now on changes count (or no longer). */
  measure(measuring: boolean): void {
    for (const { source } of this.clusters) source.measuring = measuring;
  }

  /** Share of the processes that are in sync, 0..1. */
  get syncProgress(): number {
    return this.awaited === 0 ? 1 : this.synced / this.awaited;
  }

  /** Agents, simulated in full, that read a cluster's changes. */
  agentsReading(cluster: MeshCluster): number {
    let sum = 0;
    for (const reader of this.clusters) {
      if (reader !== cluster && reader.observed) sum += reader.group.agents;
    }
    return sum;
  }

  /** Measured changes times agents that should have taken them in by now and have not. */
  get undelivered(): number {
    let expected = 0;
    for (const cluster of this.clusters) {
      const { nodes, identities, services, ip } = cluster.source.measuredChanges;
      expected += (nodes + identities + services + ip) * this.agentsReading(cluster);
    }
    return expected - this.recorder.samples - this.cancelledSamples;
  }

  /** `remote_cluster_failures` so far, summed over the clients of one kind, by the cluster that they read. */
  failuresByTarget(client: ClientKind): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const one of this.readers) {
      if (one.client !== client) continue;
      sums.set(one.target, (sums.get(one.target) ?? 0) + one.reader.failures);
    }
    return sums;
  }

  /** Endpoint addresses that exist in the mesh now. */
  get totalAddresses(): number {
    return this.clusters.reduce((sum, { source }) => sum + source.tables.ip.count, 0);
  }

  get totalNodes(): number {
    return this.clusters.reduce((sum, { source }) => sum + source.tables.nodes.count, 0);
  }

  private awaitSync(): () => void {
    this.awaited += 1;
    return () => {
      this.synced += 1;
      if (this.synced === this.awaited) this.onInSync();
    };
  }

  private awaitClusterUp(): () => void {
    const inSync = this.awaitSync();
    return () => {
      inSync();
      this.onClusterUp();
    };
  }

  private apiserver(source: SourceCluster, etcd: EtcdMember): ClustermeshApiserver {
    const { sim, scenario } = this;
    const { hasBootstrapQps } = CILIUM_VERSIONS[scenario.ciliumVersion];
    const limits = hasBootstrapQps
      ? scenario.apiserver
      : { ...scenario.apiserver, bootstrapQps: 0 };
    const path = this.network.samePod();
    const client = new EtcdClient(sim, { etcd, path, client: "apiserver", limits });
    return new ClustermeshApiserver(sim, {
      source,
      client,
      onCancelled: () => this.cancelAll(source.index),
      onSynced: this.awaitClusterUp(),
    });
  }

  private mock(etcd: EtcdMember): Mocker {
    const { sim, scenario } = this;
    const path = this.network.samePod();
    const limits = scenario.mock;
    const client = new EtcdClient(sim, { etcd, path, client: "apiserver", limits });
    const mocked = this.clusters.filter((cluster) => cluster.group.mocked);
    const pending = mocked.map(() => this.awaitClusterUp());
    return new Mocker(sim, {
      sources: mocked.map((cluster) => cluster.source),
      client,
      onCancelled: (change) => this.cancelAll(change.cluster),
      onSynced: () => pending.pop()?.(),
    });
  }

  private cancelAll(clusterIndex: number): void {
    const cluster = this.clusters[clusterIndex];
    if (cluster !== undefined) this.cancelledSamples += this.agentsReading(cluster);
  }
}

/** All clusters of a scenario, in order of their groups. Names follow cmapisrv-mock: `cluster-007`. */
function listClusters(
  scenario: Scenario,
): readonly { readonly id: number; readonly name: string; readonly group: ClusterGroup }[] {
  return scenario.groups.flatMap((group) =>
    Array.from({ length: group.clusters }, (_, offset) => {
      const id = group.firstClusterID + offset;
      return { id, name: `cluster-${String(id).padStart(3, "0")}`, group };
    }),
  );
}

/**
 * The clusters that are simulated in full on the receiving side. A sample takes clusters from every group in
 * proportion, at least one each, drawn by the seed. The original topology reads only source etcds: all are observed.
 */
function observedClusters(
  sim: Simulation,
  scenario: Scenario,
  topology: TopologyName,
): ReadonlySet<number> {
  const all = listClusters(scenario).map(({ group }, index) => ({ group, index }));
  const real = all.filter(({ group }) => !group.mocked);
  if (scenario.observe === "all" || topology === "original") {
    return new Set(real.map(({ index }) => index));
  }
  const random = sim.random("observe");
  const chosen = new Set<number>();
  for (const group of scenario.groups) {
    const members = real.filter((one) => one.group === group).map(({ index }) => index);
    const share = Math.round((scenario.observe.sample * members.length) / Math.max(1, real.length));
    for (let n = Math.min(members.length, Math.max(1, share)); n > 0; n -= 1) {
      const [taken] = members.splice(random.integer(0, members.length), 1);
      if (taken !== undefined) chosen.add(taken);
    }
  }
  return chosen;
}
