/**
 * The measured window of a run as OpenMetrics text, under the names of the real metrics, so that it can be loaded into
 * Prometheus (`promtool tsdb create-blocks-from openmetrics`) and drawn over a real mesh.
 * Format: https://prometheus.io/docs/specs/om/open_metrics_spec/. Not here: bootstrap and drain (metrics.ndjson has them),
 * and figures of incidents, which are no series.
 */
import type { Labels, SummaryRow } from "../../measure/documents.js";
import { METRICS, type MetricEntry } from "../../scenario/metric-catalogue.js";
import type { TopologyName } from "../../scenario/scenario.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { meshFamilies } from "./mesh-families.js";
import { labelKey, measuredWindow, seriesOf, type Point, type Window } from "./window.js";

/** Samples of one series. */
interface Series {
  readonly suffix: string;
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** One metric with its type, as the format groups them. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "unknown" | "summary";
  readonly help: string;
  readonly series: readonly Series[];
}

/** Name of the family that holds the latency quantiles of the whole window. */
export const WINDOW_LATENCY = "clustermesh_sim_window_sync_latency_seconds";

const QUANTILES: readonly (readonly [stat: string, quantile: string])[] = [
  ["p50", "0.5"],
  ["p90", "0.9"],
  ["p99", "0.99"],
  ["p99.9", "0.999"],
];

/**
 * The text, ending with `# EOF`.
 * @param startSeconds Unix time at which the simulated processes started.
 */
export function renderOpenMetrics(docs: RunDocuments, startSeconds: number): string {
  const topologies = topologiesOf(docs);
  const families = [
    ...METRICS.flatMap((metric) => familyOf(docs, metric, topologies)),
    windowLatency(docs, topologies),
    ...meshFamilies(docs.manifest.scenario, measuredWindow(docs)),
  ];
  const lines = families
    .filter(({ series }) => series.length > 0)
    .flatMap((family) => familyLines(family, startSeconds));
  return `${lines.join("\n")}\n# EOF\n`;
}

function familyOf(
  docs: RunDocuments,
  metric: MetricEntry,
  topologies: readonly TopologyName[],
): readonly Family[] {
  const { name, meaning } = metric;
  if (/^(?:incident_|simulation_phase_)/.test(name)) return [];
  if (name === "sync_latency_seconds") return [latency(docs, meaning, topologies)];
  const rows = docs.summary.results.filter((row) => row.metric === name);
  const isCounter = name.endsWith("_total") && rows.some(({ stat }) => stat === "sum");
  const window = measuredWindow(docs);
  const series = topologies.flatMap((topology) =>
    isCounter
      ? counters(docs, name, topology, rows, window)
      : gauges(docs, name, topology, rows, window),
  );
  // A gauge whose real name ends in _total has no type of its own in OpenMetrics.
  const type = isCounter ? "counter" : name.endsWith("_total") ? "unknown" : "gauge";
  return [
    { name: isCounter ? name.slice(0, -"_total".length) : name, type, help: meaning, series },
  ];
}

/** The counter over time where it was recorded; else a line from 0 that rises by the mean rate. */
function counters(
  docs: RunDocuments,
  metric: string,
  topology: TopologyName,
  rows: readonly SummaryRow[],
  window: Window,
): readonly Series[] {
  const recorded = seriesOf(docs, { topology, metric, stat: "rate" });
  const overTime = recorded.map(({ labels, points }): Series => {
    const summed: Point[] = [{ t: window.start, value: 0 }];
    let value = 0;
    let last = window.start;
    for (const point of points) {
      value += point.value * (point.t - last);
      last = point.t;
      summed.push({ t: point.t, value: Math.round(value) });
    }
    return { suffix: "_total", labels: { ...labels, topology }, points: summed };
  });
  const seconds = window.end - window.start;
  const stat = rows.some((row) => row.stat === "rate") ? "rate" : "sum";
  const others = onlyInSummary(rows, topology, stat, recorded).map(({ labels, value }): Series => {
    const points = [
      { t: window.start, value: 0 },
      { t: window.end, value: stat === "rate" ? value * seconds : value },
    ];
    return { suffix: "_total", labels: { ...labels, topology }, points };
  });
  return [...overTime, ...others];
}

/** The gauge over time where it was recorded; else its mean at both ends of the window. */
function gauges(
  docs: RunDocuments,
  metric: string,
  topology: TopologyName,
  rows: readonly SummaryRow[],
  window: Window,
): readonly Series[] {
  const recorded = seriesOf(docs, { topology, metric, stat: "mean" });
  const overTime = recorded.map(({ labels, points }): Series => {
    return { suffix: "", labels: { ...labels, topology }, points };
  });
  const stat = ["mean", "value", "sum"].find((one) => rows.some((row) => row.stat === one)) ?? "";
  const others = onlyInSummary(rows, topology, stat, recorded).map(({ labels, value }): Series => {
    const points = [window.start, window.end].map((t) => ({ t, value }));
    return { suffix: "", labels: { ...labels, topology }, points };
  });
  return [...overTime, ...others];
}

/** Figures of the whole window whose course over time was not recorded. */
function onlyInSummary(
  rows: readonly SummaryRow[],
  topology: TopologyName,
  stat: string,
  recorded: readonly { readonly labels: Labels }[],
): readonly SummaryRow[] {
  const known = new Set(recorded.map(({ labels }) => labelKey(labels)));
  return rows.filter(
    (row) => row.topology === topology && row.stat === stat && !known.has(labelKey(row.labels)),
  );
}

/** Quantiles of each time bin. */
function latency(docs: RunDocuments, help: string, topologies: readonly TopologyName[]): Family {
  const metric = "sync_latency_seconds";
  const series = topologies.flatMap((topology) =>
    QUANTILES.flatMap(([stat, quantile]) =>
      seriesOf(docs, { topology, metric, stat }).map(({ labels, points }) => ({
        suffix: "",
        labels: { ...labels, topology, quantile },
        points,
      })),
    ),
  );
  return { name: metric, type: "summary", help: `${help}; quantiles of each time bin`, series };
}

/** Quantiles of the whole window. */
function windowLatency(docs: RunDocuments, topologies: readonly TopologyName[]): Family {
  const { end } = measuredWindow(docs);
  const series = topologies.flatMap((topology) =>
    QUANTILES.flatMap(([stat, quantile]) =>
      docs.summary.results
        .filter((row) => row.topology === topology && row.stat === stat)
        .filter((row) => row.metric === "sync_latency_seconds")
        .map(({ labels, value }) => ({
          suffix: "",
          labels: { ...labels, topology, quantile },
          points: [{ t: end, value }],
        })),
    ),
  );
  const help = "Sync latency quantiles of the whole measured window";
  return { name: WINDOW_LATENCY, type: "summary", help, series };
}

function familyLines(family: Family, startSeconds: number): readonly string[] {
  const { name, type, help, series } = family;
  // Without a type it is unknown, also to readers of the older text format, which has no word for it.
  const typeLines = type === "unknown" ? [] : [`# TYPE ${name} ${type}`];
  const head = [...typeLines, `# HELP ${name} ${escape(help)}.`];
  const samples = series.flatMap(({ suffix, labels, points }) => {
    const set = Object.keys(labels)
      .sort()
      .map((label) => `${label}="${escape(labels[label] ?? "")}"`);
    return points.map(
      ({ t, value }) => `${name}${suffix}{${set.join(",")}} ${value} ${timeText(startSeconds + t)}`,
    );
  });
  return [...head, ...samples];
}

/** Milliseconds are Prometheus' own resolution. */
function timeText(seconds: number): string {
  return String(Math.round(seconds * 1000) / 1000);
}

function escape(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
