/**
 * The resolved scenario: what a run needs to know, with every default filled in and every unit converted.
 * This is data only. The YAML that users write, its schema and its error messages live beside it
 * (`schema.ts`, `load.ts`); nothing outside this folder sees the unresolved form.
 * Units: times are integer nanoseconds, sizes bytes, rates per second, bandwidths bits per second.
 */

import type { Incident } from "./incident.js";

/** Who connects to whom. `original`: every agent reads every remote etcd. `kvstoremesh`: one mirror per cluster. */
export const TOPOLOGY_NAMES = ["original", "kvstoremesh"] as const;
export type TopologyName = (typeof TOPOLOGY_NAMES)[number];

/** `cohort` simulates like agents once, with a count; `individual` simulates each one by itself. */
export type Fidelity = "cohort" | "individual";

/** Cilium minor versions whose behaviour is known (see models/kvstore/cilium-versions.ts). */
export type CiliumVersion = "1.14" | "1.15" | "1.16" | "1.17" | "1.18" | "1.19" | "1.20";

/** Clusters that are alike. Every cluster of the mesh belongs to exactly one group. */
export interface ClusterGroup {
  readonly name: string;
  /** How many clusters the group has, 1..511. */
  readonly clusters: number;
  /** Numeric ID of the group's first cluster; the others follow. Unique over the mesh, 1..maxConnectedClusters. */
  readonly firstClusterID: number;
  /** CiliumNode objects exported per cluster. */
  readonly nodes: number;
  /** Cilium agents that run per cluster (0 for mocked clusters; else one per node unless set). */
  readonly agents: number;
  readonly identities: number;
  readonly endpoints: number;
  readonly services: number;
  /** Create/delete operations per second and cluster, while churn runs. */
  readonly nodesQPS: number;
  readonly identitiesQPS: number;
  readonly endpointsQPS: number;
  readonly servicesQPS: number;
  /** Dual stack: two ip keys per endpoint, doubled service backends, larger nodes. */
  readonly ipv6: boolean;
  readonly encryption: "disabled" | "ipsec" | "wireguard";
  /** Region name; one of `network.regions`. */
  readonly region: string;
  /**
   * Mocked as cmapisrv-mock does it: all mocked clusters share one etcd (in cache layout) and one writer client,
   * run no agents and no kvstoremesh, and their etcd is already filled when the clock starts.
   */
  readonly mocked: boolean;
}

/** One direction-less path between two regions. */
export interface RegionLink {
  readonly from: string;
  readonly to: string;
  readonly rttNs: number;
  readonly bandwidthBps: number;
}

export interface NetworkSpec {
  readonly regions: readonly string[];
  /** Between pods of one cluster. */
  readonly intraCluster: { readonly rttNs: number; readonly bandwidthBps: number };
  /** Between clusters of the same region, where `links` has no entry for (region, region). */
  readonly intraRegion: { readonly rttNs: number; readonly bandwidthBps: number };
  /** Between regions, where `links` has no entry for the pair. */
  readonly interRegion: { readonly rttNs: number; readonly bandwidthBps: number };
  readonly links: readonly RegionLink[];
}

/** Client-side limits of one etcd client (`etcd.qps`, `etcd.bootstrapQps`, `etcd.maxInflight`, `etcd.limit`). */
export interface EtcdClientSpec {
  /** Steady rate, operations per second; also the burst. */
  readonly qps: number;
  /** Rate until the first sync is complete; 0 = no separate bootstrap rate. Not used by remote readers. */
  readonly bootstrapQps: number;
  readonly maxInflight: number;
  /** Page size of a paged list, keys. */
  readonly listLimit: number;
}

export interface EtcdSpec {
  /** `Memory` = tmpfs, `Disk` = node disk (`clustermesh.apiserver.etcd.storageMedium`). */
  readonly storageMedium: "Disk" | "Memory";
  /** Cores that etcd may use (GOMAXPROCS or cgroup limit). */
  readonly cores: number;
  /** History kept before compaction; `--auto-compaction-retention`. */
  readonly autoCompactionRetentionNs: number;
  /** `--quota-backend-bytes`. */
  readonly quotaBackendBytes: number;
  readonly tls: "disabled" | "rsa-2048" | "ecdsa-p256";
  /** Name of a cost profile, a file in models/etcd/costs/ without its ending. */
  readonly costProfile: string;
}

/** An objective: the figure must not be higher than `max`. Every row that matches is held to it. */
export interface Slo {
  /** Name in src/scenario/metric-catalogue.ts. */
  readonly metric: string;
  readonly stat: string;
  /** In the base unit of the figure: seconds, bytes, cores, a share of 1, a count. */
  readonly max: number;
  /** Rows must have these labels; others may have any value. */
  readonly labels: Readonly<Record<string, string>>;
  /** Only in this topology; in all that run when absent. */
  readonly topology?: TopologyName;
}

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly sources: readonly string[];
  /** What the author of the scenario assumed because no source says it. */
  readonly assumptions: readonly string[];
  readonly ciliumVersion: CiliumVersion;
  readonly topologies: readonly TopologyName[];
  readonly fidelity: Fidelity;
  /** How many clusters are simulated in full on the receiving side (kvstoremesh); "all" = every one. */
  readonly observe:
    | "all"
    | {
        readonly sample: number;
        /** Fluid: the mirrors of the others are a mean load on their etcds. Absent: each of their puts is an event. */
        readonly others?: "fluid";
        /** Apart: receiving sides are simulated after the sources, a few clusters at a time. Absent: together. */
        readonly receivers?: "apart";
      };
  readonly maxConnectedClusters: 255 | 511;
  readonly groups: readonly ClusterGroup[];
  readonly churn: {
    /** `interval`: one operation every 1/QPS seconds, as cmapisrv-mock; `poisson`: same mean rate, random gaps. */
    readonly arrivals: "interval" | "poisson";
  };
  readonly network: NetworkSpec;
  readonly etcd: EtcdSpec;
  /** The shared etcd of the mocked clusters. */
  readonly mockEtcd: EtcdSpec;
  readonly apiserver: EtcdClientSpec;
  readonly kvstoremesh: EtcdClientSpec;
  readonly agent: EtcdClientSpec;
  /** The mock's one client (cmapisrv-mock `etcdQPS`, `etcdBootstrapQPS`, `etcdMaxInflight`). */
  readonly mock: EtcdClientSpec;
  /** Replicas of the clustermesh-apiserver per cluster, each with its own etcd. */
  readonly replicas: number;
  /** `external`: the replicas' kvstoremesh share one etcd, and a lock lets one of them write. */
  readonly kvstoreMode: "internal" | "external";
  /** Services of an unreachable cluster are dropped after this time; 0 = never. */
  readonly cacheTtlNs: number;
  readonly operator: {
    /** The operator connects to remote etcds only with this (or MCS-API) on. */
    readonly enableEndpointSliceSynchronization: boolean;
  };
  /** What goes wrong, in order of time. */
  readonly incidents: readonly Incident[];
  readonly timeline: {
    /** Longest simulated time that the bootstrap may take before the run fails. */
    readonly bootstrapTimeoutNs: number;
    /** Churn runs but is not measured. */
    readonly warmupNs: number;
    /** The measured window. */
    readonly durationNs: number;
    /** Longest time to let changes of the window arrive after churn stops. */
    readonly drainNs: number;
  };
  /** In sync: the bootstrap is long over when the clock starts. Absent: it is simulated. */
  readonly start?: "in-sync";
  readonly limits: {
    /** Engine events per run. */
    readonly events: number;
    /** Pending engine events at any moment. */
    readonly pending: number;
  };
  /** Objectives. Absent when none is declared. They judge a run and never change it. */
  readonly slos?: readonly Slo[];
}
