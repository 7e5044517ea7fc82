/**
 * What is kept of each run of a sweep. A run has a thousand rows, most of them one a cluster; the log keeps all of them
 * with the clusters folded into highest, mean and number, so that another figure can be asked for later without another
 * run. A figure of a sweep file is then looked up in what was kept.
 */
import type { Labels, SummaryRow, Unit } from "../../measure/documents.js";
import { METRICS } from "../../scenario/metric-catalogue.js";
import { didYouMean } from "../../scenario/nearest.js";
import type { TopologyName } from "../../scenario/scenario.js";
import type { FigureKeys } from "./schema.js";

/** Rows that differ in their cluster only, as one. */
export interface FoldedRow {
  readonly topology: TopologyName;
  readonly metric: string;
  /** Without the cluster. */
  readonly labels: Labels;
  readonly stat: string;
  readonly unit: Unit;
  readonly highest: number;
  readonly mean: number;
  /** Rows that were folded; 1 for what is not per cluster. */
  readonly n: number;
}

/** Times of phases differ in each run and mean nothing over clusters. */
const SKIPPED = new Set(["simulation_phase_seconds"]);

/** Folds the rows of a run, in a fixed order. */
export function foldRows(rows: readonly SummaryRow[]): readonly FoldedRow[] {
  const folds = new Map<string, Fold>();
  for (const row of [...rows, ...wholes(rows)]) {
    if (SKIPPED.has(row.metric)) continue;
    const labels = without(row.labels, ["cluster"]);
    const key = JSON.stringify([row.topology, row.metric, labels, row.stat]);
    const known = folds.get(key);
    if (known === undefined) {
      folds.set(key, { row, labels, highest: row.value, sum: row.value, n: 1 });
    } else {
      known.highest = Math.max(known.highest, row.value);
      known.sum += row.value;
      known.n += 1;
    }
  }
  return [...folds.values()].map(({ row, labels, highest, sum, n }) => {
    const { topology, metric, stat, unit } = row;
    return { topology, metric, labels, stat, unit, highest, mean: sum / n, n };
  });
}

interface Fold {
  readonly row: SummaryRow;
  readonly labels: Labels;
  highest: number;
  sum: number;
  n: number;
}

/** Parts of an etcd's connections; people ask for their sum, and for that across cluster borders. */
const PARTS = ["client", "scope"];

/** For rows that are parts of an etcd: their sum, in all and by scope. Parts that peak at different times add up too. */
function wholes(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  const sums = new Map<string, { row: SummaryRow; labels: Labels; value: number }>();
  for (const row of rows) {
    if (row.labels["client"] === undefined || row.labels["scope"] === undefined) continue;
    for (const taken of [PARTS, ["client"]]) {
      const labels = without(row.labels, taken);
      const key = JSON.stringify([row.topology, row.metric, labels, row.stat]);
      const known = sums.get(key);
      if (known === undefined) sums.set(key, { row, labels, value: row.value });
      else known.value += row.value;
    }
  }
  return [...sums.values()].map(({ row, labels, value }) => ({ ...row, labels, value }));
}

function without(labels: Labels, names: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.includes(name)));
}

/** One figure of one run and topology; undefined when the run has no such row. */
export function figureIn(
  rows: readonly FoldedRow[],
  topology: TopologyName,
  figure: FigureKeys,
): { readonly value: number; readonly unit: Unit } | undefined {
  const labels = labelsOf(figure);
  const row = rows.find(
    (one) =>
      one.topology === topology &&
      one.metric === figure.metric &&
      one.stat === figure.stat &&
      sameLabels(one.labels, labels),
  );
  if (row === undefined) return undefined;
  const { highest, mean, n, unit } = row;
  const value = figure.over === "highest" ? highest : figure.over === "mean" ? mean : mean * n;
  return { value, unit };
}

function sameLabels(a: Labels, b: Labels): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Labels of a figure with those that everybody means when nothing is said. */
function labelsOf({ metric, labels }: FigureKeys): Labels {
  return { ...USUAL_LABELS[metric], ...labels };
}

const USUAL_LABELS: Readonly<Record<string, Labels>> = {
  sync_latency_seconds: { stage: "total", type: "all" },
  etcd_cpu_cores: { station: "total" },
  cilium_bpf_map_pressure: { map: "ipcache" },
  process_resident_memory_bytes: { process: "etcd" },
};

/** What is wrong with a figure that the schema cannot see; undefined when nothing is. */
export function figureProblem(figure: FigureKeys): string | undefined {
  const entry = METRICS.find(({ name }) => name === figure.metric);
  if (entry === undefined) return undefined;
  const known = entry.labels.filter((name) => name !== "cluster");
  const given = Object.keys(labelsOf(figure));
  const unknown = given.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = didYouMean(unknown, known) || `; it has: ${known.join(", ") || "none"}`;
    return `${figure.metric} has no label "${unknown}"${near}`;
  }
  if (known.includes("client") && !given.includes("client")) return undefined;
  const missing = known.filter((name) => !given.includes(name));
  if (missing.length === 0) return undefined;
  return `${figure.metric} needs labels: ${missing.join(", ")}`;
}

/** What a sweep keeps when its file does not say. */
export const DEFAULT_FIGURES: readonly FigureKeys[] = [
  figure("latency-p50", "sync_latency_seconds", "p50"),
  figure("latency-p99", "sync_latency_seconds", "p99"),
  figure("apiserver-bootstrap", "cilium_clustermesh_apiserver_bootstrap_seconds", "value"),
  figure("kvstoremesh-bootstrap", "cilium_kvstoremesh_bootstrap_seconds", "value"),
  figure("etcd-cpu", "etcd_cpu_cores", "mean"),
  figure("etcd-memory", "process_resident_memory_bytes", "max"),
  figure("etcd-events", "etcd_debugging_mvcc_events_total", "rate"),
  figure("connections", "etcd_connections", "max"),
  figure("ipcache-pressure", "cilium_bpf_map_pressure", "max"),
];

function figure(name: string, metric: FigureKeys["metric"], stat: string): FigureKeys {
  return { name, metric, stat, labels: {}, over: "highest" };
}
