/**
 * The runs of the experiment: which meshes, which samples of them, and what is compared. One seed is simulated with
 * every cluster observed and with each sample; what the samples say of all clusters is held against what all clusters
 * gave. Not here: what it found (README.md), the judgement (judge.ts).
 */
import { readFileSync } from "node:fs";
import { loadCostProfile } from "../../src/runner/cost-profiles.js";
import { simulate } from "../../src/runner/simulate.js";
import type { SummaryRow } from "../../src/measure/documents.js";
import { loadScenario } from "../../src/scenario/load.js";
import type { TopologyName } from "../../src/scenario/scenario.js";

export const EXPERIMENT = "sampling";
export const SEEDS = 20;

/** How the clusters that are not observed take part. */
export const OTHERS = ["events", "fluid"] as const;
export type Others = (typeof OTHERS)[number];

export interface SampledMesh {
  readonly clusters: number;
  readonly sample: number;
  /** Measured window; the larger mesh has more changes a second. */
  readonly duration: string;
  /** What else is set, as `path=value`. */
  readonly set?: readonly string[];
}

export const MESHES: readonly SampledMesh[] = [
  { clusters: 64, sample: 8, duration: "90s" },
  { clusters: 128, sample: 16, duration: "30s" },
];

/** One figure of one seed: that of all clusters, and what a sample said of it. */
export interface Compared {
  readonly clusters: number;
  readonly others: Others;
  readonly seed: number;
  readonly figure: string;
  readonly all: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** What is exact in a sample: rows that differ from those of the fully observed run. */
export interface Exact {
  readonly clusters: number;
  readonly seed: number;
  /** Connections, streams and watchers of every etcd in the samples of KVStoreMesh. */
  readonly structure: number;
  /** All figures of the original topology, which a sample does not change. */
  readonly original: number;
}

export interface SeedResult {
  readonly compared: readonly Compared[];
  readonly exact: Exact;
}

interface Figure {
  readonly name: string;
  readonly metric: string;
  readonly stat: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly estimate: { readonly metric: string; readonly stat: string };
}

const latency = (stat: string): Figure => ({
  name: `latency ${stat}`,
  metric: "sync_latency_seconds",
  stat,
  labels: { type: "all", stage: "total" },
  estimate: { metric: "sample_latency_seconds", stat },
});
const load = (name: string, metric: string, stat: string, labels = {}): Figure => ({
  name: `${name} of an etcd`,
  metric,
  stat,
  labels,
  estimate: { metric: `sample_etcd_${name.replace(" ", "_")}`, stat: "mean" },
});

/** The figures that are compared; loads are means over the etcds of all clusters. */
export const FIGURES: readonly Figure[] = [
  ...["mean", "p50", "p90", "p99"].map(latency),
  load("puts", "etcd_mvcc_put_total", "rate"),
  load("events", "etcd_debugging_mvcc_events_total", "rate"),
  load("sent bytes", "etcd_network_client_grpc_sent_bytes_total", "rate"),
  load("cpu cores", "etcd_cpu_cores", "mean", { station: "total" }),
  load("memory bytes", "process_resident_memory_bytes", "mean", { process: "etcd" }),
];

const STRUCTURE = new Set([
  "etcd_connections",
  "etcd_debugging_mvcc_watch_stream_total",
  "etcd_debugging_mvcc_watcher_total",
]);

/** Simulates one seed of one mesh: all clusters, and each sample. */
export function simulateSeed(mesh: SampledMesh, seed: number): SeedResult {
  const run = (topology: TopologyName, observe: string): readonly SummaryRow[] =>
    rowsOf(mesh, { topology, observe, seed });
  const samples = OTHERS.map((others) => {
    const flow = others === "fluid" ? ", others: fluid" : "";
    return [others, `{sample: ${mesh.sample}${flow}}`] as const;
  });
  const whole = run("kvstoremesh", "all");
  const sampled = samples.map(
    ([others, observe]) => [others, run("kvstoremesh", observe)] as const,
  );
  const compared = sampled.flatMap(([others, rows]) =>
    FIGURES.map((figure): Compared => {
      const { metric, stat } = figure.estimate;
      const [estimate = NaN, low = NaN, high = NaN] = ["", "_ci95_low", "_ci95_high"].map((side) =>
        meanOf(rows, { metric, stat: `${stat}${side}`, labels: {} }),
      );
      const head = { clusters: mesh.clusters, others, seed, figure: figure.name };
      return { ...head, all: meanOf(whole, figure), estimate, low, high };
    }),
  );
  const isStructure = ({ metric }: SummaryRow): boolean => STRUCTURE.has(metric);
  const structure = sampled.map(([, rows]) => differing(whole, rows, isStructure));
  const original = differing(run("original", "all"), run("original", samples[0]?.[1] ?? ""));
  return {
    compared,
    exact: { clusters: mesh.clusters, seed, structure: Math.max(...structure), original },
  };
}

function rowsOf(
  { clusters, duration }: SampledMesh,
  run: { readonly topology: TopologyName; readonly observe: string; readonly seed: number },
): readonly SummaryRow[] {
  const file = `experiments/${EXPERIMENT}/scenario.yaml`;
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const set = [
    `spec.mesh.clusters=${clusters}`,
    `spec.simulation.duration=${duration}`,
    `spec.observe=${run.observe}`,
  ];
  const scenario = loadScenario({ file, text, set });
  const costs = loadCostProfile(scenario.etcd.costProfile);
  return simulate({ scenario, topology: run.topology, seed: String(run.seed), costs }).rows;
}

/** The mean over all rows that match: over the clusters, or of the only one. */
function meanOf(
  rows: readonly SummaryRow[],
  { metric, stat, labels }: Pick<Figure, "metric" | "stat" | "labels">,
): number {
  const found = rows.filter(
    (row) =>
      row.metric === metric &&
      row.stat === stat &&
      Object.entries(labels).every(([name, value]) => row.labels[name] === value),
  );
  if (found.length === 0) throw new Error(`no ${stat} of ${metric}`);
  return found.reduce((sum, { value }) => sum + value, 0) / found.length;
}

/** How many figures of one run the other does not have, or has otherwise. */
function differing(
  one: readonly SummaryRow[],
  other: readonly SummaryRow[],
  wanted: (row: SummaryRow) => boolean = () => true,
): number {
  const key = (row: SummaryRow): string => JSON.stringify([row.metric, row.labels, row.stat]);
  const values = new Map(other.filter(wanted).map((row) => [key(row), row.value]));
  const mine = one.filter(wanted);
  if (mine.length === 0) throw new Error("nothing to compare");
  return mine.filter((row) => values.get(key(row)) !== row.value).length;
}
