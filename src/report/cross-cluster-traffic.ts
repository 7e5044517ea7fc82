/**
 * Cross-cluster traffic of one topology in three numbers. Not by pair of clusters: the documents hold none.
 * Bytes per change are the run's own figure where it has one; else the window's cross-cluster bytes divided by its
 * changes, and then heartbeats and keepalives count in.
 */
import type { TopologyName } from "../scenario/scenario.js";
import type { RunDocuments } from "./run-documents.js";
import { findRows, valuesByCluster } from "./run-documents.js";

/** Undefined = the run has no such figure. */
export interface CrossClusterTraffic {
  /** Copies of one change that cross a cluster border, mean over the source clusters. */
  readonly copiesPerChange: number | undefined;
  /** Bytes that cross cluster borders per change, mean over the source clusters. */
  readonly bytesPerChange: number | undefined;
  /** Bytes per second that cross cluster borders, sum over the mesh. */
  readonly bytesPerSecond: number | undefined;
}

/** The three numbers of one topology. */
export function crossClusterTraffic(
  docs: RunDocuments,
  topology: TopologyName,
): CrossClusterTraffic {
  const of = (metric: string, stat: string): readonly number[] => [
    ...valuesByCluster(docs, { topology, metric, stat }).values(),
  ];
  const copies = of("cross_cluster_copies_per_change", "mean");
  const perChange = of("cross_cluster_bytes_per_change", "mean");
  const bytes = of("cross_cluster_bytes_total", "sum");
  const rates = of("cross_cluster_bytes_total", "rate");
  const changes = changesOf(docs, topology);
  return {
    copiesPerChange: mean(copies),
    bytesPerChange: mean(perChange) ?? (changes === 0 ? undefined : sum(bytes) / changes),
    bytesPerSecond: rates.length === 0 ? undefined : sum(rates),
  };
}

/** Changes of the measured window, all types. */
export function changesOf(docs: RunDocuments, topology: TopologyName): number {
  const rows = findRows(docs, { topology, metric: "changes_total", stat: "sum" });
  const all = rows.find((row) => row.labels["type"] === "all");
  return all ? all.value : sum(rows.map((row) => row.value));
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
