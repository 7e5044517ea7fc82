/**
 * What a mesh is made of, as a topology sees it: the clusters that exist, and how to add readers to them.
 */
import type { Simulation } from "../src/engine/simulation.js";
import type { ClusterGroup, Scenario } from "../src/scenario/scenario.js";
import type { Layout } from "./etcd/layout.js";
import type { EtcdMember } from "./etcd/member.js";
import type { ClientKind } from "./etcd/watch-group.js";
import type { CiliumBehaviour } from "./kvstore/cilium-versions.js";
import type { RemoteCluster } from "./kvstore/remote-cluster.js";
import type { Network } from "./network/network.js";
import type { LatencyRecorder } from "./probes/latency-recorder.js";
import type { ClustermeshApiserver } from "./process/clustermesh-apiserver.js";
import type { Kvstoremesh } from "./process/kvstoremesh.js";
import type { SourceCluster } from "./workload/source-cluster.js";

/** One cluster of the mesh. */
export interface MeshCluster {
  readonly index: number;
  readonly id: number;
  readonly name: string;
  readonly group: ClusterGroup;
  readonly source: SourceCluster;
  /** The etcd that holds the cluster's own state; all mocked clusters share one. */
  readonly etcd: EtcdMember;
  readonly layout: Layout;
  readonly apiserver: ClustermeshApiserver | undefined;
  /** Simulated in full on the receiving side. */
  readonly observed: boolean;
  kvstoremesh: Kvstoremesh | undefined;
}

/** The clients of like processes for one remote cluster. */
export interface MeshReader {
  readonly reader: RemoteCluster;
  readonly client: ClientKind;
  /** Name of the cluster that is read. */
  readonly target: string;
}

/** What a topology may use to wire the readers. */
export interface MeshParts {
  readonly sim: Simulation;
  readonly scenario: Scenario;
  readonly behaviour: CiliumBehaviour;
  readonly network: Network;
  readonly recorder: LatencyRecorder;
  readonly clusters: readonly MeshCluster[];
  /** Announces something that must be in sync before the bootstrap is over; returns what to call then. */
  readonly awaitSync: () => () => void;
  readonly addReader: (reader: MeshReader) => void;
  /** A change will never reach the agents behind one etcd. */
  readonly onCancelled: (agents: number) => void;
}

/** Load of clusters that are not simulated in full; it runs while churn runs. */
export interface BackgroundLoad {
  start(): void;
  stop(): void;
}
