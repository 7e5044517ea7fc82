/**
 * Builds a mesh from a scenario: source clusters, their etcds and writers, then the readers as the topology wires
 * them; connects them, and knows who is in sync. It knows who is part of the mesh, not how any of them behaves.
 */
import type { Simulation } from "../src/engine/simulation.js";
import { Gauge } from "../src/measure/gauge.js";
import type { Scenario, TopologyName } from "../src/scenario/scenario.js";
import type { CostProfile } from "./etcd/costs.js";
import type { EtcdService } from "./etcd/service.js";
import type { ClientKind } from "./etcd/watch-group.js";
import type { MeshShare } from "./apart/mesh-share.js";
import { ToldMirrors } from "./apart/told-mirrors.js";
import { CohortMerges } from "./cohort-merges.js";
import { CILIUM_VERSIONS } from "./kvstore/cilium-versions.js";
import type { RemoteCluster } from "./kvstore/remote-cluster.js";
import type { RemoteClusterObserver } from "./kvstore/remote-cluster-parts.js";
import { TransitionCounts } from "./kvstore/state-machine.js";
import { CILIUM, type SyncAlgorithm } from "./kvstore/sync-algorithm.js";
import { MeshBuilder, makeClusters } from "./mesh-builder.js";
import { laterClusters } from "./mesh-clusters.js";
import {
  hasMirror,
  type BackgroundLoad,
  type MeshCluster,
  type MeshParts,
  type MeshReader,
} from "./mesh-parts.js";
import type { Moment } from "./network/moment.js";
import { Network } from "./network/network.js";
import { LatencyRecorder } from "./probes/latency-recorder.js";
import { ReaderFailures } from "./probes/reader-failures.js";
import { isQuiet } from "./probes/quiet.js";
import { SyncShares, undeliveredTo } from "./probes/reader-sums.js";
import type { Mocker } from "./process/mocker.js";
import { TOPOLOGIES } from "./topology/topologies.js";
import { Truth, type TruthLevel } from "./truth/truth.js";
import { Churn } from "./workload/churn.js";

/** Told when a reader gets in or out of sync. */
export type SyncListener = (reader: RemoteCluster, inSync: boolean, moment: Moment) => void;

export interface MeshOptions {
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly costs: CostProfile;
  readonly mockCosts: CostProfile;
  /** The part of the mesh that is simulated; default: the whole. */
  readonly share?: MeshShare;
  /** The synchronisation algorithm; Cilium's unless a variant is tried. */
  readonly algorithm?: SyncAlgorithm;
  readonly checks?: TruthLevel;
  /** Keep the last events of each key, for the message of a violation; only with full checks. */
  readonly keepsHistory?: boolean;
}

export class Mesh {
  readonly sim: Simulation;
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly network: Network;
  readonly recorder = new LatencyRecorder();
  readonly transitions = new TransitionCounts();
  readonly truth: Truth;
  readonly clusters: readonly MeshCluster[];
  /** The part of the mesh that is simulated here, and what the mirrors of receivers are told. */
  readonly share: MeshShare;
  readonly toldMirrors: ToldMirrors | undefined;
  /** Those of the clusters whose figures are taken from here. */
  readonly services: readonly EtcdService[];
  readonly mocker: Mocker | undefined;
  readonly mockWaiting: Gauge;
  readonly churns: readonly Churn[];
  /** Called once, when everything that was started is in sync. */
  onInSync: () => void = () => undefined;
  readonly onSyncChange: SyncListener[] = [];
  /** Told when members of a group go their own way. */
  readonly onForked: ((whole: RemoteCluster, part: RemoteCluster) => void)[] = [];
  /** Told of every list that a reader takes in, with its number of keys. */
  readonly onListed: ((reader: RemoteCluster, keys: number) => void)[] = [];
  private readonly algorithm: SyncAlgorithm;
  /** Every reader that runs, those of pods too. */
  private readonly allReaders = new Map<RemoteCluster, MeshReader>();
  private readonly syncShares = new SyncShares(this.allReaders);
  readonly failures = new ReaderFailures(this.allReaders);
  private readonly merges: CohortMerges;
  /** Readers that do not belong to a pod. */
  private readonly standalone: MeshReader[] = [];
  private readonly background: readonly BackgroundLoad[];
  private readonly joined = new Set<MeshCluster>();
  private readonly connected = new Set<MeshCluster>();
  private onClusterUp: () => void = () => undefined;
  /** Everything that must be in sync before the bootstrap is over. */
  private readonly awaited = new Set<object>();
  private awaitedAtMost = 1;
  private isConnected = false;
  private buildingPods = true;

  constructor(sim: Simulation, options: MeshOptions) {
    const { scenario, topology } = options;
    this.sim = sim;
    this.scenario = scenario;
    this.topology = topology;
    this.algorithm = options.algorithm ?? CILIUM;
    this.network = new Network(scenario.network);
    this.merges = new CohortMerges(sim, (part) => this.forget(part));
    this.mockWaiting = new Gauge(sim.nowNs);
    const share = (this.share = options.share ?? { holds: "whole" });
    if (share.holds === "receivers") {
      const onReady = (cluster: number): void => this.mirrorReady(cluster);
      this.toldMirrors = new ToldMirrors(sim, share.record, onReady);
    }
    this.clusters = makeClusters(sim, scenario, { topology, share });
    const { checks: level = "normal", keepsHistory = true } = options;
    this.truth = new Truth(sim, { level, keepsHistory, clusters: this.clusters });
    const own = this.clusters.filter(({ isOwn }) => isOwn);
    this.services = [...new Set(own.map(({ service }) => service))];
    const wiring = TOPOLOGIES[topology];
    const parts = this.parts();
    const builder = new MeshBuilder(sim, {
      ...options,
      network: this.network,
      algorithm: this.algorithm,
      transitions: this.transitions,
      truth: this.truth,
      newKvstoremesh: wiring.newKvstoremesh?.(parts),
      configured: (cluster, other) =>
        this.joined.has(cluster) && this.joined.has(this.cluster(other)),
      onMirrorReady: (kvstoremesh, { index }) => {
        if (share.holds === "sources") share.recording.mirrors.mirrorReady(index, sim.nowNs);
        this.arrived(kvstoremesh);
      },
      onMirrorEnded: ({ remotes }) => {
        for (const { reader } of remotes.values()) if (reader !== undefined) this.forget(reader);
      },
    });
    this.mocker = builder.mock(this.clusters, {
      waiting: this.mockWaiting,
      onSynced: () => this.onClusterUp(),
    });
    for (const cluster of this.clusters) {
      if (cluster.group.mocked || cluster.presence === "changes") continue;
      cluster.deployment = builder.deploy(cluster);
    }
    this.buildingPods = false;
    this.background = wiring.connect(parts).background;
    this.buildingPods = true;
    const { arrivals } = scenario.churn;
    this.churns = this.clusters.map(({ source }) => new Churn(sim, { source, arrivals }));
    const later = laterClusters(scenario);
    for (const cluster of this.clusters) if (!later.has(cluster.name)) this.joined.add(cluster);
  }

  /**
   * Starts the mesh as it is built in life: the clusters first, each with its own etcd, and when all of them have
   * written their state they are connected: mirrors and agents start.
   */
  start(): void {
    let starting = this.clusters.length;
    this.awaitedAtMost = starting + this.standalone.length;
    this.onClusterUp = () => {
      starting -= 1;
      if (starting === 0) this.sim.schedule(0, () => this.connect(), "clusters connect");
    };
    this.mocker?.start();
    for (const { deployment } of this.clusters) deployment?.start(() => this.onClusterUp());
  }

  /** Starts as long after a bootstrap: everything is written, copied, listed and watched. */
  startInSync(): void {
    this.mocker?.start();
    for (const { deployment } of this.clusters) deployment?.startSynced();
    this.isConnected = true;
    const withMirrors = TOPOLOGIES[this.topology].newKvstoremesh !== undefined;
    const mirrors = this.standalone.filter(({ client }) => client === "kvstoremesh");
    const joined = this.clusters.filter((cluster) => this.joined.has(cluster));
    for (const cluster of joined) {
      if (hasMirror(cluster) && withMirrors) cluster.deployment?.assumeCopied();
    }
    for (const cluster of joined) {
      this.connected.add(cluster);
      if (hasMirror(cluster) && withMirrors) cluster.deployment?.connectSynced();
      for (const one of mirrors) {
        if (one.clusters[0] === cluster && this.isConfigured(one)) one.reader.startSynced();
      }
    }
    for (const one of this.standalone) {
      if (one.client !== "kvstoremesh" && this.isConfigured(one)) one.reader.startSynced();
    }
    for (const reader of this.allReaders.keys()) if (reader.isInSync) this.truth.assumed(reader);
    this.onInSync();
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

  /** A cluster is connected to the others. */
  join(cluster: MeshCluster): void {
    this.joined.add(cluster);
    for (const other of this.joined) {
      if (other === cluster) continue;
      for (const pod of other.deployment?.pods ?? []) pod.kvstoremesh?.configure(cluster.name);
      if (!this.connected.has(cluster)) continue;
      for (const pod of cluster.deployment?.pods ?? []) pod.kvstoremesh?.configure(other.name);
    }
    if (!this.connected.has(cluster)) {
      this.connected.add(cluster);
      cluster.deployment?.connect();
    }
    for (const one of this.standalone) {
      if (this.concerns(one, cluster) && this.isConfigured(one)) one.reader.start();
    }
  }

  /** A cluster is disconnected from the others. */
  leave(cluster: MeshCluster): void {
    this.joined.delete(cluster);
    for (const other of this.clusters) {
      if (other === cluster) continue;
      for (const pod of other.deployment?.pods ?? []) pod.kvstoremesh?.remove(cluster.name);
      for (const pod of cluster.deployment?.pods ?? []) pod.kvstoremesh?.remove(other.name);
    }
    for (const one of this.standalone) if (this.concerns(one, cluster)) one.reader.remove();
  }

  /** Every reader that runs. */
  get readers(): readonly MeshReader[] {
    return [...this.allReaders.values()];
  }

  /** Readers of agents of one cluster. */
  agentReaders(cluster: MeshCluster): readonly MeshReader[] {
    return this.standalone.filter(
      ({ client, clusters }) => client === "agent" && clusters.includes(cluster),
    );
  }

  /** A group of readers went up in another one, or its process is gone. */
  forget(reader: RemoteCluster): void {
    const one = this.allReaders.get(reader);
    if (one !== undefined) this.failures.keep(one);
    this.allReaders.delete(reader);
    this.syncShares.changed();
    const at = this.standalone.findIndex((one) => one.reader === reader);
    if (at >= 0) this.standalone.splice(at, 1);
  }

  /** Figures of clients of this kind are taken from here: the sources' share has those of all mirrors. */
  tellsOf(client: ClientKind): boolean {
    return this.share.holds !== "receivers" || client === "agent" || client === "operator";
  }

  cluster(name: string): MeshCluster {
    const found = this.clusters.find((cluster) => cluster.name === name);
    if (found === undefined) throw new Error(`there should be a cluster ${name}`);
    return found;
  }

  /** Share of the processes that are in sync while the mesh bootstraps, 0..1. */
  get syncProgress(): number {
    return this.isConnected ? Math.max(0, 1 - this.awaited.size / this.awaitedAtMost) : 0;
  }

  /** Share of the clients of one kind that are in sync, 0..1; undefined when there are none. */
  inSyncShare(kind: ClientKind): number | undefined {
    return this.syncShares.of(kind);
  }

  /** True when nothing is under way: every queue is empty, every reader has what its etcd has. */
  get isQuiet(): boolean {
    const { clusters, mocker } = this;
    if (this.toldMirrors?.isThrough === false) return false;
    return isQuiet({ clusters, mocker, readers: this.allReaders.keys() });
  }

  /** Measured changes times agents that have not taken them in. What is in a link's queue is known to its readers. */
  get undelivered(): number {
    return undeliveredTo(this.allReaders.values()) + this.recorder.underWay;
  }

  private connect(): void {
    this.isConnected = true;
    const withMirrors = TOPOLOGIES[this.topology].newKvstoremesh !== undefined;
    for (const cluster of this.clusters) {
      if (!this.joined.has(cluster)) continue;
      this.connected.add(cluster);
      if (cluster.deployment !== undefined && hasMirror(cluster) && withMirrors) {
        for (const pod of cluster.deployment.pods) {
          if (pod.kvstoremesh !== undefined) this.waitFor(pod.kvstoremesh);
        }
        cluster.deployment.connect();
      }
      for (const one of this.standalone) {
        if (one.client === "kvstoremesh" && one.clusters[0] === cluster) this.startReader(one);
      }
    }
    for (const one of this.standalone) if (one.client !== "kvstoremesh") this.startReader(one);
    this.awaitedAtMost = Math.max(1, this.awaited.size);
    if (this.awaited.size === 0) this.onInSync();
  }

  /** In the share of the sources the new mirror of a cluster is ready, of which only the readers are simulated here. */
  private mirrorReady(index: number): void {
    const { presence, deployment } = this.clusters[index] ?? {};
    if (presence !== "mirror") return;
    for (const { kvstoremesh } of deployment?.pods ?? []) kvstoremesh?.tellReady();
  }

  private startReader(one: MeshReader): void {
    if (!this.isConfigured(one)) return;
    this.waitFor(one.reader);
    one.reader.start();
  }

  /** Both the readers' clusters and the one that they read are part of the mesh. */
  private isConfigured({ target, clusters }: MeshReader): boolean {
    return this.joined.has(target) && clusters.every((cluster) => this.joined.has(cluster));
  }

  private concerns({ target, clusters }: MeshReader, cluster: MeshCluster): boolean {
    return target === cluster || clusters.includes(cluster);
  }

  private waitFor(what: object): void {
    this.awaited.add(what);
  }

  private arrived(what: object): void {
    if (this.awaited.delete(what) && this.awaited.size === 0) this.onInSync();
  }

  private parts(): MeshParts {
    const { truth } = this;
    return {
      sim: this.sim,
      scenario: this.scenario,
      behaviour: CILIUM_VERSIONS[this.scenario.ciliumVersion],
      algorithm: this.algorithm,
      transitions: this.transitions,
      observer: this.observer(),
      network: this.network,
      recorder: this.recorder,
      clusters: this.clusters,
      share: this.share,
      toldMirrors: this.toldMirrors,
      onFirstSync: (store) => truth.firstSync(store),
      addReader: (reader) => {
        this.allReaders.set(reader.reader, reader);
        this.syncShares.changed();
        if (!this.buildingPods) this.standalone.push(reader);
      },
    };
  }

  private observer(): RemoteClusterObserver {
    const { truth } = this;
    return {
      presenceChanged: () => this.syncShares.changed(),
      syncChanged: (reader, inSync, moment) => {
        this.syncShares.changed();
        if (inSync) this.merges.inSync(reader);
        for (const listener of this.onSyncChange) listener(reader, inSync, moment);
        if (!inSync || !this.awaited.has(reader)) return;
        const lastNs = Math.max(this.sim.nowNs, moment.lastNs);
        this.sim.scheduleAt(lastNs, () => this.arrived(reader), "readers in sync");
      },
      forked: (reader, part) => {
        const whole = this.allReaders.get(reader);
        if (whole === undefined) return;
        const fork = { ...whole, reader: part };
        this.allReaders.set(part, fork);
        this.syncShares.changed();
        if (this.standalone.includes(whole)) this.standalone.push(fork);
        if (this.awaited.has(reader)) this.waitFor(part);
        for (const listener of this.onForked) listener(reader, part);
        this.merges.left(reader, part);
      },
      delivered: (reader, type, told) => truth.delivered(reader, type, told),
      listed: (reader, type, told) => {
        for (const listener of this.onListed) listener(reader, told.list.count);
        truth.listed(reader, type, told);
      },
      dropped: (reader, type, keys) => truth.dropped(reader, type, keys),
      forgot: (reader) => truth.forgot(reader),
    };
  }
}
