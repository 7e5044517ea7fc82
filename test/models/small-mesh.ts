/** Small scenarios and runs for the model tests, built without YAML so that a test shows what it depends on. */
import { readFileSync } from "node:fs";
import { parseCostProfile, type CostProfile } from "../../models/etcd/costs.js";
import type { SummaryRow } from "../../src/measure/documents.js";
import { simulate, type TopologyRun } from "../../src/runner/simulate.js";
import type { Incident } from "../../src/scenario/incident.js";
import type {
  ClusterGroup,
  EtcdSpec,
  Scenario,
  TopologyName,
} from "../../src/scenario/scenario.js";

const profile = new URL("../../models/etcd/costs/default.yaml", import.meta.url);

/** The shipped default cost profile. */
export const COSTS: CostProfile = parseCostProfile("default.yaml", readFileSync(profile, "utf8"));

const SECOND = 1e9;

/** An incident without its name and its time. */
export type GivenIncident = Incident extends infer One
  ? One extends Incident
    ? Omit<One, "name" | "atNs">
    : never
  : never;

export function group(change: Partial<ClusterGroup> = {}): ClusterGroup {
  const nodes = change.nodes ?? 4;
  return {
    name: "small",
    clusters: 3,
    firstClusterID: 1,
    nodes,
    agents: nodes,
    identities: 10,
    endpoints: 50,
    services: 4,
    nodesQPS: 0.2,
    identitiesQPS: 0.3,
    endpointsQPS: 2,
    servicesQPS: 0.5,
    ipv6: false,
    encryption: "disabled",
    region: "default",
    mocked: false,
    ...change,
  };
}

export const ETCD: EtcdSpec = {
  storageMedium: "Memory",
  cores: 4,
  autoCompactionRetentionNs: 3600 * SECOND,
  quotaBackendBytes: 2 ** 31,
  tls: "rsa-2048",
  costProfile: "default",
};

export function scenario(change: Partial<Scenario> = {}): Scenario {
  return {
    name: "small",
    description: "",
    sources: [],
    assumptions: [],
    ciliumVersion: "1.20",
    topologies: ["original", "kvstoremesh"],
    fidelity: "cohort",
    observe: "all",
    maxConnectedClusters: 255,
    groups: [group()],
    churn: { arrivals: "poisson" },
    network: {
      regions: ["default"],
      intraCluster: { rttNs: 250_000, bandwidthBps: 1e10 },
      intraRegion: { rttNs: 1_000_000, bandwidthBps: 1e10 },
      interRegion: { rttNs: 80_000_000, bandwidthBps: 1e9 },
      links: [],
    },
    etcd: ETCD,
    mockEtcd: ETCD,
    apiserver: { qps: 20, bootstrapQps: 10_000, maxInflight: 20, listLimit: 256 },
    kvstoremesh: { qps: 100, bootstrapQps: 10_000, maxInflight: 10, listLimit: 256 },
    agent: { qps: 20, bootstrapQps: 0, maxInflight: 20, listLimit: 256 },
    mock: { qps: 1000, bootstrapQps: 10_000, maxInflight: 100, listLimit: 256 },
    replicas: 1,
    kvstoreMode: "internal",
    cacheTtlNs: 0,
    incidents: [],
    operator: { enableEndpointSliceSynchronization: false },
    timeline: {
      bootstrapTimeoutNs: 3600 * SECOND,
      warmupNs: 5 * SECOND,
      durationNs: 60 * SECOND,
      drainNs: 10 * SECOND,
    },
    limits: { events: 1e8, pending: 1e7 },
    ...change,
  };
}

export function run(topology: TopologyName, change: Partial<Scenario> = {}): TopologyRun {
  return simulate({ scenario: scenario(change), topology, seed: "1", costs: COSTS });
}

/** The value of one row; throws when there is not exactly one, so that a test cannot pass on absence. */
export function figure(
  rows: readonly SummaryRow[],
  metric: string,
  stat: string,
  labels: Readonly<Record<string, string>>,
): number {
  const found = rows.filter(
    (row) =>
      row.metric === metric &&
      row.stat === stat &&
      Object.entries(labels).every(([name, value]) => row.labels[name] === value),
  );
  const [row] = found;
  if (row === undefined || found.length !== 1) {
    throw new Error(`${found.length} rows of ${metric} ${stat} ${JSON.stringify(labels)}`);
  }
  return row.value;
}
