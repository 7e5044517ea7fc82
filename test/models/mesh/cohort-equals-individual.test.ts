/** A cohort must give what its members simulated one by one give: counters exactly, latency quantiles within 2 %. */
import { describe, expect, it } from "vitest";
import type { SummaryRow } from "../../../src/measure/documents.js";
import type { Scenario, TopologyName } from "../../../src/scenario/scenario.js";
import { ETCD, group, run, scenario } from "../small-mesh.js";

const CASES: Readonly<Record<string, Partial<Scenario>>> = {
  "three equal clusters": { groups: [group({ nodes: 20 })] },
  "unequal clusters": {
    groups: [
      group({ name: "small", clusters: 3, nodes: 5 }),
      group({ name: "large", clusters: 1, nodes: 60, firstClusterID: 4, endpointsQPS: 6 }),
    ],
  },
  "two regions": {
    groups: [
      group({ name: "us", region: "us", nodes: 15 }),
      group({ name: "eu", region: "eu", nodes: 15, firstClusterID: 4 }),
    ],
    network: { ...scenario().network, regions: ["us", "eu"] },
  },
  "one core and a slow disk": {
    groups: [group({ nodes: 30 })],
    etcd: { ...ETCD, cores: 1, storageMedium: "Disk" },
  },
  "large services": { groups: [group({ nodes: 25, services: 30, servicesQPS: 4 })] },
  "busy churn, plaintext, dual stack": {
    groups: [group({ nodes: 20, endpointsQPS: 8, ipv6: true })],
    etcd: { ...ETCD, tls: "disabled" },
    apiserver: { ...scenario().apiserver, qps: 50 },
  },
  "cilium 1.14 without bootstrap rate": { groups: [group({ nodes: 10 })], ciliumVersion: "1.14" },
  "interval churn": { groups: [group({ nodes: 40 })], churn: { arrivals: "interval" } },
};

/** Figures that count things; every one of them must be equal. */
const COUNTERS = new Set([
  "etcd_mvcc_put_total",
  "etcd_mvcc_range_total",
  "etcd_debugging_mvcc_events_total",
  "etcd_network_client_grpc_sent_bytes_total",
  "cross_cluster_bytes_total",
  "cross_cluster_copies_per_change",
  "cross_cluster_bytes_per_change",
  "etcd_connections",
  "etcd_debugging_mvcc_watch_stream_total",
  "etcd_debugging_mvcc_watcher_total",
  "etcd_debugging_mvcc_keys_total",
  "changes_total",
  "changes_undelivered",
]);

const key = ({ metric, labels, stat }: SummaryRow): string =>
  `${metric} ${JSON.stringify(labels)} ${stat}`;

function counters(rows: readonly SummaryRow[]): Record<string, number> {
  const counted = rows.filter(
    (row) => (COUNTERS.has(row.metric) && row.stat !== "mean") || row.stat === "count",
  );
  return Object.fromEntries(counted.map((row) => [key(row), row.value]));
}

function totals(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  const stats = ["mean", "p50", "p90", "p99"];
  return rows.filter(
    (row) =>
      row.metric === "sync_latency_seconds" &&
      row.labels["stage"] === "total" &&
      stats.includes(row.stat),
  );
}

describe.each(Object.entries(CASES))("%s", (_name, change) => {
  it.each(["original", "kvstoremesh"] as const)("%s", (topology: TopologyName) => {
    const cohort = run(topology, { ...change, fidelity: "cohort" });
    const individual = run(topology, { ...change, fidelity: "individual" });

    expect(Object.keys(counters(cohort.rows)).length).toBeGreaterThan(50);
    expect(counters(cohort.rows)).toEqual(counters(individual.rows));

    const expected = new Map(totals(individual.rows).map((row) => [key(row), row.value]));
    expect(expected.size).toBe(20);
    for (const row of totals(cohort.rows)) {
      const one = expected.get(key(row)) ?? NaN;
      expect(Math.abs(row.value / one - 1), `${key(row)}: ${row.value} ${one}`).toBeLessThan(0.02);
    }
    expect(cohort.events).toBeLessThan(individual.events);
  });
});
