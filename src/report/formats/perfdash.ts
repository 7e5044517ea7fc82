/**
 * The figures as perfdash reads them: Kubernetes' PerfData, version v1, as clusterloader2 writes it and Cilium's scale
 * tests publish it. Source: kubernetes/perf-tests util-images/../perftype.go (type PerfData), perfdash/parser.go.
 * perfdash knows no base units, so seconds become milliseconds and bytes mebibytes.
 */
import type { Labels, SummaryRow, Unit } from "../../measure/documents.js";
import type { RunDocuments } from "../run-documents.js";

/** One item; its fields are those of the format. */
interface Item {
  readonly unit: string;
  readonly labels: Labels;
  readonly data: Record<string, number>;
}

/** Names that perfdash draws quantiles under. */
const STATS: Readonly<Record<string, string>> = {
  p50: "Perc50",
  p90: "Perc90",
  p99: "Perc99",
  "p99.9": "Perc999",
  mean: "Mean",
  max: "Max",
  rate: "Rate",
  sum: "Sum",
  value: "Value",
  count: "Count",
};

const UNITS: Readonly<Partial<Record<Unit, readonly [unit: string, factor: number]>>> = {
  seconds: ["ms", 1000],
  bytes: ["MiB", 1 / 1024 / 1024],
  "bytes/s": ["MiB/s", 1 / 1024 / 1024],
};

/** The document, with an item for each metric and set of labels. */
export function renderPerfdash({ summary }: RunDocuments): string {
  const items = new Map<string, Item>();
  for (const row of summary.results) {
    const stat = STATS[row.stat];
    if (stat === undefined || row.metric === "simulation_phase_seconds") continue;
    // A count of samples is no latency: it would be drawn on an axis in milliseconds.
    if (row.stat === "count") continue;
    const [unit, factor] = unitOf(row);
    const labels = { Metric: row.metric, topology: row.topology, ...row.labels };
    const key = JSON.stringify([unit, labels]);
    const item: Item = items.get(key) ?? { unit, labels, data: {} };
    item.data[stat] = Number((row.value * factor).toPrecision(9));
    items.set(key, item);
  }
  const dataItems = [...items.values()].map(({ data, unit, labels }) => ({ data, unit, labels }));
  const labels = {
    scenario: summary.scenario.name,
    hash: summary.scenario.hash,
    seed: summary.seed,
    version: summary.version,
  };
  return `${JSON.stringify({ version: "v1", dataItems, labels }, null, 2)}\n`;
}

function unitOf({ unit }: SummaryRow): readonly [string, number] {
  return UNITS[unit] ?? [unit, 1];
}
