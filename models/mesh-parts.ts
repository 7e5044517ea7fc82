/**
 * What a mesh is made of, as a topology sees it: the clusters that exist, and how to add readers to them.
 */
import type { Simulation } from "../src/engine/simulation.js";
import type { Gauge } from "../src/measure/gauge.js";
import type { ClusterGroup, Scenario } from "../src/scenario/scenario.js";
import type { MeshShare, Presence } from "./apart/mesh-share.js";
import type { ToldMirrors } from "./apart/told-mirrors.js";
import type { Layout } from "./etcd/layout.js";
import type { EtcdMember } from "./etcd/member.js";
import type { EtcdService } from "./etcd/service.js";
import type { ClientKind } from "./etcd/watch-group.js";
import type { CiliumBehaviour } from "./kvstore/cilium-versions.js";
import type { RemoteCluster } from "./kvstore/remote-cluster.js";
import type { RemoteClusterObserver } from "./kvstore/remote-cluster-parts.js";
import type { TransitionCounts } from "./kvstore/state-machine.js";
import type { SyncAlgorithm } from "./kvstore/sync-algorithm.js";
import type { SyncStore } from "./kvstore/sync-store.js";
import type { Network } from "./network/network.js";
import type { LatencyRecorder } from "./probes/latency-recorder.js";
import type { ClustermeshDeployment } from "./process/clustermesh-deployment.js";
import type { Kvstoremesh } from "./process/kvstoremesh.js";
import type { SourceCluster } from "./workload/source-cluster.js";

/** One cluster of the mesh. */
export interface MeshCluster {
  readonly index: number;
  readonly id: number;
  readonly name: string;
  readonly group: ClusterGroup;
  readonly source: SourceCluster;
  /** The etcds that hold the cluster's own state; all mocked clusters share one. */
  readonly service: EtcdService;
  readonly layout: Layout;
  /** Its clustermesh-apiserver, once it is made; undefined for a mocked cluster. */
  deployment: ClustermeshDeployment | undefined;
  /** Simulated in full on the receiving side, in this share of the mesh or in another one. */
  readonly observed: boolean;
  /** How much of it this share holds. */
  readonly presence: Presence;
  /** Its figures are those of this share. */
  readonly isOwn: boolean;
  /** An incident names it, so its processes must be told apart from those of like clusters. */
  readonly named: boolean;
  /** Keys that wait in the stores of its apiserver and of its kvstoremesh. */
  readonly waiting: { readonly apiserver: Gauge; readonly kvstoremesh: Gauge };
}

/** The mirror of the cluster is simulated, not only as a reader of the sources. */
export function hasMirror({ presence }: Pick<MeshCluster, "presence">): boolean {
  return presence === "all" || presence === "mirror";
}

/** The clients of like processes for one remote cluster. */
export interface MeshReader {
  readonly reader: RemoteCluster;
  readonly client: ClientKind;
  /** The cluster that is read. */
  readonly target: MeshCluster;
  /** The clusters that the processes are part of. */
  readonly clusters: readonly MeshCluster[];
}

/** Makes the kvstoremesh process of a pod, with its readers of every remote cluster. */
export type NewKvstoremesh = (options: {
  readonly cluster: MeshCluster;
  readonly etcd: EtcdMember;
  readonly before: Kvstoremesh | undefined;
  readonly onReady: () => void;
  readonly onEnd: () => void;
}) => Kvstoremesh;

/** What a topology may use to wire the readers. */
export interface MeshParts {
  readonly sim: Simulation;
  readonly scenario: Scenario;
  readonly behaviour: CiliumBehaviour;
  readonly algorithm: SyncAlgorithm;
  readonly transitions: TransitionCounts;
  readonly observer: RemoteClusterObserver;
  readonly network: Network;
  readonly recorder: LatencyRecorder;
  readonly clusters: readonly MeshCluster[];
  /** The part of the mesh that is simulated here. */
  readonly share: MeshShare;
  /** Told what the record says, in a share of receivers. */
  readonly toldMirrors: ToldMirrors | undefined;
  /** A store has queued everything of its first sync. */
  readonly onFirstSync: (store: SyncStore) => void;
  readonly addReader: (reader: MeshReader) => void;
}

/** Load of clusters that are not simulated in full; it runs while churn runs. */
export interface BackgroundLoad {
  start(): void;
  stop(): void;
}

/** An architecture: who connects to whom. */
export interface Topology {
  /** One sentence for lists. */
  readonly summary: string;
  /** Makes the mirror of a pod; undefined when the topology has none. */
  readonly newKvstoremesh: ((parts: MeshParts) => NewKvstoremesh) | undefined;
  /** Adds the readers that do not belong to a pod of the clustermesh-apiserver. */
  readonly connect: (parts: MeshParts) => { readonly background: readonly BackgroundLoad[] };
}
