/**
 * The figures of a run that studies compare: its rows with the label `cluster` taken away by keeping the highest value,
 * since a mesh is as good as its busiest etcd and a name like cluster-053 means nothing in another mesh.
 * Not the whole result: equality is judged on all rows (hashRows), not on these.
 */
import { createHash } from "node:crypto";
import type { Labels, SummaryRow, Unit } from "../measure/documents.js";
import type { TopologyName } from "../scenario/scenario.js";

/** One figure of a run. */
export interface Figure {
  /** Metric, labels and statistic: equal in two runs of anything. */
  readonly key: string;
  readonly topology: TopologyName;
  readonly metric: string;
  readonly labels: Labels;
  readonly stat: string;
  readonly unit: Unit;
  /** Over clusters: the highest. */
  readonly value: number;
}

/** Bounds of intervals and times of phases are no figures of their own. */
const SKIPPED_STATS = /_ci95_(low|high)$/;
const SKIPPED_METRICS = new Set(["simulation_phase_seconds"]);

/** The figures of a run by key, in the order of the rows. */
export function figuresOf(rows: readonly SummaryRow[]): ReadonlyMap<string, Figure> {
  const figures = new Map<string, Figure>();
  for (const { topology, metric, labels, stat, unit, value } of rows) {
    if (SKIPPED_STATS.test(stat) || SKIPPED_METRICS.has(metric)) continue;
    const kept = Object.fromEntries(Object.entries(labels).filter(([name]) => name !== "cluster"));
    const key = keyOf(metric, kept, stat, unit);
    const known = figures.get(key);
    if (known !== undefined && known.value >= value) continue;
    figures.set(key, { key, topology, metric, labels: kept, stat, unit, value });
  }
  return figures;
}

/** As in `etcd_cpu_cores{station=total} mean cores`. */
function keyOf(metric: string, labels: Labels, stat: string, unit: Unit): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return `${metric}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${stat} ${unit}`;
}

/** Levels that are judged by their mean; of the others the highest moment counts. */
const JUDGED_BY_MEAN = new Set(["etcd_cpu_cores", "station_utilization"]);
const HEADLINE_LATENCIES = ["p50", "p99", "p99.9"];

/**
 * Whether a figure is one of those that a screen has room for: each metric once, without its parts (stages of a
 * latency, types of a change, stations of the CPU). The parts move with the whole and would bury it.
 */
export function isHeadline({ metric, labels, stat }: Pick<Figure, "metric" | "labels" | "stat">) {
  const { type, stage, station } = labels;
  if (metric === "sync_latency_seconds") {
    return type === "all" && stage === "total" && HEADLINE_LATENCIES.includes(stat);
  }
  if (metric === "etcd_cpu_cores" && station !== "total") return false;
  if (stat === "sum" || stat === "count") return metric === "changes_total";
  if (stat === "max" || stat === "mean") {
    const byMean = JUDGED_BY_MEAN.has(metric) || metric.endsWith("_per_change");
    return (stat === "mean") === byMean;
  }
  return true;
}

/** The identity of results: the first 16 hex digits of the SHA-256 of all their rows. */
export function hashRows(rows: readonly Omit<SummaryRow, "topology">[]): string {
  return createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16);
}
