/**
 * Which figures of a run must be equal whether agents are simulated as cohorts or one by one, and which may differ a
 * little. Also what test/models/mesh/cohort-equals-individual.test.ts asks for in small meshes.
 */
import type { SummaryRow } from "../../src/measure/documents.js";

/** Figures by metric, labels and statistic. */
export type Figures = Readonly<Record<string, number>>;

/** Figures that count things. */
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
const QUANTILES = ["mean", "p50", "p90", "p99"];

/** What is counted: every one of them must be equal. */
export function countersOf(rows: readonly SummaryRow[]): Figures {
  return named(rows, ({ metric, stat }) => {
    return (COUNTERS.has(metric) && stat !== "mean") || stat === "count";
  });
}

/** Sync latency by type: means and quantiles. */
export function quantilesOf(rows: readonly SummaryRow[]): Figures {
  return named(rows, ({ metric, labels, stat }) => {
    const isTotal = metric === "sync_latency_seconds" && labels["stage"] === "total";
    return isTotal && QUANTILES.includes(stat);
  });
}

function named(rows: readonly SummaryRow[], wanted: (row: SummaryRow) => boolean): Figures {
  const key = ({ metric, labels, stat }: SummaryRow): string =>
    [metric, ...Object.values(labels), stat].join(" ");
  return Object.fromEntries(rows.filter(wanted).map((row) => [key(row), row.value]));
}
