/**
 * The scenario and manifest of the made-up run in sample-run.ts. Values are those of Cilium's Helm chart where it has
 * one; nothing depends on them but what the page prints.
 */
import type { ManifestDocument } from "../../src/measure/documents.js";
import type { Scenario, TopologyName } from "../../src/scenario/scenario.js";

/** How large the sample is. */
export interface Size {
  readonly unequal: boolean;
  readonly clusters: number;
  readonly nodes: number;
  readonly bins: number;
}

/** A scenario of `size` equal clusters. */
export function sampleScenario(
  size: Size,
  topologies: readonly TopologyName[],
  description: string,
): Scenario {
  const limits = { qps: 20, bootstrapQps: 10_000, maxInflight: 20, listLimit: 256 };
  const etcd = {
    storageMedium: "Disk",
    cores: 8,
    autoCompactionRetentionNs: 3.6e12,
    quotaBackendBytes: 2_147_483_648,
    tls: "rsa-2048",
    costProfile: "default",
  } as const;
  const path = { rttNs: 1_000_000, bandwidthBps: 1e10 };
  return {
    name: "sample-mesh",
    description,
    sources: ["https://github.com/cilium/cilium/pull/33562"],
    assumptions: ["Churn is the same in every cluster."],
    ciliumVersion: "1.20",
    topologies,
    fidelity: "cohort",
    observe: "all",
    maxConnectedClusters: 255,
    groups: [
      {
        name: "main",
        clusters: size.clusters,
        firstClusterID: 1,
        nodes: size.nodes,
        agents: size.nodes,
        identities: 100,
        endpoints: 1_000,
        services: 20,
        nodesQPS: 0.1,
        identitiesQPS: 0.2,
        endpointsQPS: 1,
        servicesQPS: 0.2,
        ipv6: false,
        encryption: "disabled",
        region: "default",
        mocked: false,
      },
    ],
    churn: { arrivals: "poisson" },
    network: {
      regions: ["default"],
      intraCluster: path,
      intraRegion: path,
      interRegion: path,
      links: [],
    },
    etcd,
    mockEtcd: etcd,
    apiserver: limits,
    kvstoremesh: { ...limits, qps: 100, maxInflight: 10 },
    agent: limits,
    mock: limits,
    replicas: 1,
    kvstoreMode: "internal",
    cacheTtlNs: 0,
    incidents: [],
    operator: { enableEndpointSliceSynchronization: false },
    timeline: {
      bootstrapTimeoutNs: 7.2e12,
      warmupNs: 3e10,
      durationNs: 3e11,
      drainNs: 6e10,
    },
    limits: { events: 2e9, pending: 2e7 },
  };
}

/** Everything about the sample run that is not a result. */
export function sampleManifest(
  scenario: Scenario,
  topologies: readonly TopologyName[],
  warnings: ManifestDocument["warnings"],
): ManifestDocument {
  return {
    schemaVersion: 1,
    version: "0.1.0",
    scenario,
    scenarioHash: "0123456789abcdef",
    seed: "1",
    replay: "clustermesh-sim run three-clusters --seed 1 --out results/local/sample",
    warnings,
    assumptions: ["All agents of a cluster start at the same time."],
    notModelled: ["Packet loss and TCP retransmission.", "Garbage collection pauses of etcd."],
    costs: [
      {
        name: "put_cpu_us",
        value: 62,
        unit: "µs",
        meaning: "CPU of one put, without fan-out",
        source: "measured on etcd 3.6, 8 cores",
        confidence: "measured",
      },
      {
        name: "delivery_us",
        value: 12.5,
        unit: "µs",
        meaning: "CPU of one event sent on a connection of its own",
        source: "https://etcd.io/docs/v3.6/op-guide/performance/",
        confidence: "assumed",
      },
    ],
    environment: {
      node: "v20.20.2",
      platform: "linux x64",
      gitCommit: null,
      startedAt: "2026-01-01T00:00:00.000Z",
    },
    runs: topologies.map((topology) => ({
      topology,
      wallSeconds: 1.84,
      events: 412_345,
      simulatedSeconds: 430,
      peakRssBytes: 183_500_800,
    })),
  };
}
