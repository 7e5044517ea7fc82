/**
 * What goes wrong, when, and where: the resolved incidents of a scenario. Data only; what each one does to the mesh
 * lives in models/incidents/. Units: times are integer nanoseconds, from the start of the measured window.
 */

/** Everything that can happen, in the words of the people who run such meshes. */
export const INCIDENT_KINDS = [
  "agents-restart",
  "mesh-upgrade",
  "apiserver-pod-replaced",
  "node-drained",
  "etcd-restart",
  "apiserver-restart",
  "kvstoremesh-restart",
  "writer-hung",
  "process-paused",
  "cluster-joins",
  "cluster-leaves",
  "partition",
  "link-degraded",
  "etcd-compaction",
  "etcd-quota-full",
  "slow-disk",
  "cpu-squeezed",
  "churn-burst",
] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** Containers of the clustermesh-apiserver pod, and agents. */
export type ProcessName = "apiserver" | "kvstoremesh" | "etcd" | "agents";

/** `rollout`: pods are replaced, new ones first. `namespace-deleted`: objects go. `node-pool-replaced`: nodes too. */
export type BurstKind = "rollout" | "namespace-deleted" | "node-pool-replaced";

interface Common {
  /** Short name for reports, unique in the scenario: `2 etcd-restart cluster-001`. */
  readonly name: string;
  /** When it begins, from the start of the measured window. */
  readonly atNs: number;
}

/** Something that happens in named clusters (all real ones when the scenario named none). */
interface InClusters extends Common {
  readonly clusters: readonly string[];
}

/** A state that lasts. */
interface Lasting {
  readonly forNs: number;
}

export interface AgentsRestart extends InClusters {
  readonly what: "agents-restart";
  /** Agents of each cluster that restart: a number, or a share 0..1 of them. */
  readonly agents: { readonly count: number } | { readonly fraction: number };
  /** How many go at once, and when the next ones do. All at once without waves. */
  readonly waves:
    | {
        readonly size: { readonly count: number } | { readonly fraction: number };
        readonly everyNs: number;
      }
    | undefined;
  /** Each agent's moment is drawn evenly from this stretch (0 = all at the same moment). */
  readonly jitterNs: number;
  /** From the old process' end to the new one's first dial. */
  readonly downtimeNs: number;
}

/** Cluster after cluster: its clustermesh-apiserver pods are replaced, then its agents restart in waves. */
export interface MeshUpgrade extends InClusters {
  readonly what: "mesh-upgrade";
  readonly waves: NonNullable<AgentsRestart["waves"]>;
  /** Between the start of one cluster and that of the next. */
  readonly everyNs: number;
  readonly downtimeNs: number;
}

export interface PodIncident extends InClusters {
  readonly what: "apiserver-pod-replaced" | "node-drained";
  /** From scheduling to the first process' start: pulling, init containers. */
  readonly downtimeNs: number;
}

export interface ContainerRestart extends InClusters {
  readonly what: "etcd-restart" | "apiserver-restart" | "kvstoremesh-restart";
  readonly downtimeNs: number;
}

/** A writer makes no progress, its connections and its etcd live. */
export interface WriterHung extends InClusters, Lasting {
  readonly what: "writer-hung";
  readonly process: "apiserver" | "kvstoremesh";
}

/** The process' clock of events stands still (SIGSTOP, a frozen cgroup), then goes on. */
export interface ProcessPaused extends InClusters, Lasting {
  readonly what: "process-paused";
  readonly process: ProcessName;
}

export interface ClusterJoins extends InClusters {
  readonly what: "cluster-joins" | "cluster-leaves";
}

/** Nothing passes between the two sides; each is a region or a cluster. */
export interface Partition extends Common, Lasting {
  readonly what: "partition";
  readonly between: readonly [string, string];
}

export interface LinkDegraded extends Common, Lasting {
  readonly what: "link-degraded";
  readonly between: readonly [string, string];
  /** What the link has meanwhile; undefined = as before. */
  readonly rttNs: number | undefined;
  readonly bandwidthBps: number | undefined;
  /** Share of the packets that are lost, 0..1. */
  readonly loss: number;
}

export interface EtcdCompaction extends InClusters {
  readonly what: "etcd-compaction";
}

export interface EtcdQuotaFull extends InClusters, Lasting {
  readonly what: "etcd-quota-full";
}

export interface SlowDisk extends InClusters, Lasting {
  readonly what: "slow-disk";
  /** Each sync takes so many times as long. */
  readonly factor: number;
}

export interface CpuSqueezed extends InClusters, Lasting {
  readonly what: "cpu-squeezed";
  /** Cores that etcd has meanwhile. */
  readonly cores: number;
}

export interface ChurnBurst extends InClusters {
  readonly what: "churn-burst";
  readonly burst: BurstKind;
  /** Endpoints that are replaced or go. */
  readonly objects: number;
  readonly overNs: number;
}

export type Incident =
  | AgentsRestart
  | MeshUpgrade
  | PodIncident
  | ContainerRestart
  | WriterHung
  | ProcessPaused
  | ClusterJoins
  | Partition
  | LinkDegraded
  | EtcdCompaction
  | EtcdQuotaFull
  | SlowDisk
  | CpuSqueezed
  | ChurnBurst;
