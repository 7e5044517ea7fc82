/**
 * Makes what a mesh is built of: clusters, etcds, the pods of the clustermesh-apiserver, the mock. It decides how these
 * are wired; when they start and who is part of the mesh is the mesh's business.
 */
import type { Simulation } from "../src/engine/simulation.js";
import { Gauge } from "../src/measure/gauge.js";
import type { Scenario, TopologyName } from "../src/scenario/scenario.js";
import { holdings, type MeshShare } from "./apart/mesh-share.js";
import { recordedSources } from "./apart/recorded-sources.js";
import type { CostProfile } from "./etcd/costs.js";
import { EtcdMember } from "./etcd/member.js";
import { EtcdService } from "./etcd/service.js";
import { CILIUM_VERSIONS } from "./kvstore/cilium-versions.js";
import { EtcdClient } from "./kvstore/etcd-client.js";
import type { TransitionCounts } from "./kvstore/state-machine.js";
import type { SyncAlgorithm } from "./kvstore/sync-algorithm.js";
import { listClusters, namedClusters, observedClusters } from "./mesh-clusters.js";
import { hasMirror, type MeshCluster, type NewKvstoremesh } from "./mesh-parts.js";
import type { Network } from "./network/network.js";
import { ClustermeshApiserver } from "./process/clustermesh-apiserver.js";
import { ClustermeshDeployment } from "./process/clustermesh-deployment.js";
import type { SharedContent } from "./etcd/key-columns.js";
import type { Kvstoremesh } from "./process/kvstoremesh.js";
import { Mocker } from "./process/mocker.js";
import type { Truth } from "./truth/truth.js";
import { SourceCluster } from "./workload/source-cluster.js";

/** The clusters of a scenario, without their pods. All mocked ones share one Service. */
export function makeClusters(
  sim: Simulation,
  scenario: Scenario,
  { topology, share }: { readonly topology: TopologyName; readonly share: MeshShare },
): readonly MeshCluster[] {
  const observed = observedClusters(sim, scenario, topology);
  const named = namedClusters(scenario);
  const mock = scenario.groups.some((group) => group.mocked) ? new EtcdService("mock") : undefined;
  const contents = new Map<string, SharedContent>();
  const clusters = listClusters(scenario);
  const held = holdings(scenario, share, { clusters, observed, named });
  const recorded = recordedSources(share);
  return clusters.map((listed, index) => {
    const { id, name, group } = listed;
    const { presence, isOwn } = held(listed);
    return {
      index,
      id,
      name,
      group,
      source: new SourceCluster(sim, {
        index,
        name,
        group,
        contents,
        ...recorded(index, presence),
      }),
      service: (group.mocked ? mock : undefined) ?? new EtcdService(name),
      layout: group.mocked ? "cache" : "state",
      deployment: undefined,
      observed: observed.has(name),
      presence,
      isOwn,
      named: named.has(name),
      waiting: { apiserver: new Gauge(sim.nowNs), kvstoremesh: new Gauge(sim.nowNs) },
    };
  });
}

export interface MeshBuilderParts {
  readonly scenario: Scenario;
  readonly costs: CostProfile;
  readonly mockCosts: CostProfile;
  readonly network: Network;
  readonly algorithm: SyncAlgorithm;
  readonly transitions: TransitionCounts;
  readonly truth: Truth;
  /** Makes the mirror of a pod; undefined when the topology has none. */
  readonly newKvstoremesh: NewKvstoremesh | undefined;
  /** Two clusters, by name, are connected to each other now. */
  readonly configured: (cluster: MeshCluster, other: string) => boolean;
  readonly onMirrorReady: (kvstoremesh: Kvstoremesh, cluster: MeshCluster) => void;
  readonly onMirrorEnded: (kvstoremesh: Kvstoremesh) => void;
}

export class MeshBuilder {
  private readonly sim: Simulation;
  private readonly parts: MeshBuilderParts;

  constructor(sim: Simulation, parts: MeshBuilderParts) {
    this.sim = sim;
    this.parts = parts;
  }

  /** The clustermesh-apiserver of a cluster. */
  deploy(cluster: MeshCluster): ClustermeshDeployment {
    const { sim } = this;
    const { scenario, algorithm, transitions, network, truth } = this.parts;
    const { hasBootstrapQps } = CILIUM_VERSIONS[scenario.ciliumVersion];
    const limits = hasBootstrapQps
      ? scenario.apiserver
      : { ...scenario.apiserver, bootstrapQps: 0 };
    return new ClustermeshDeployment(sim, {
      service: cluster.service,
      replicas: scenario.replicas,
      kvstoreMode: scenario.kvstoreMode,
      newEtcd: (incarnation) => this.newEtcd(cluster.name, incarnation),
      pod: {
        configured: (name) => this.parts.configured(cluster, name),
        newApiserver: ({ etcd, before, onSynced }) => {
          const path = network.samePod();
          return new ClustermeshApiserver(sim, {
            source: cluster.source,
            client: new EtcdClient(sim, { etcd, path, client: "apiserver", limits, algorithm }),
            waiting: cluster.waiting.apiserver,
            algorithm,
            transitions,
            before,
            onFirstSync: (store) => truth.firstSync(store),
            onSynced,
          });
        },
        newKvstoremesh: this.mirrorMaker(cluster),
      },
    });
  }

  /** The program that writes all mocked clusters into the etcd that they share. */
  mock(
    clusters: readonly MeshCluster[],
    options: { readonly waiting: Gauge; readonly onSynced: () => void },
  ): Mocker | undefined {
    const mocked = clusters.filter(({ group, presence }) => group.mocked && presence !== "changes");
    const [first] = mocked;
    if (first === undefined) return undefined;
    const { scenario, algorithm, network } = this.parts;
    const etcd = this.newEtcd("mock", 1, true);
    first.service.add(etcd);
    first.service.setReady(etcd);
    const path = network.samePod();
    const limits = scenario.mock;
    return new Mocker(this.sim, {
      sources: mocked.map((cluster) => cluster.source),
      client: new EtcdClient(this.sim, { etcd, path, client: "apiserver", limits, algorithm }),
      ...options,
    });
  }

  private mirrorMaker(
    cluster: MeshCluster,
  ):
    | ((options: Omit<Parameters<NewKvstoremesh>[0], "cluster" | "onEnd">) => Kvstoremesh)
    | undefined {
    const { newKvstoremesh, onMirrorReady, onMirrorEnded } = this.parts;
    if (newKvstoremesh === undefined || !hasMirror(cluster)) return undefined;
    return ({ etcd, before, onReady }) => {
      const made = newKvstoremesh({
        cluster,
        etcd,
        before,
        onReady: () => {
          onMirrorReady(made, cluster);
          onReady();
        },
        onEnd: () => onMirrorEnded(made),
      });
      return made;
    };
  }

  private newEtcd(name: string, incarnation: number, mocked = false): EtcdMember {
    const { scenario, costs, mockCosts, network, algorithm, transitions, truth } = this.parts;
    const etcd = new EtcdMember(this.sim, {
      name,
      clusterId: incarnation === 1 ? name : `${name} pod ${incarnation}`,
      spec: mocked ? scenario.mockEtcd : scenario.etcd,
      costs: mocked ? mockCosts : costs,
      nic: network.nic(),
      algorithm,
      transitions,
    });
    truth.watch(etcd);
    return etcd;
  }
}
