/**
 * Charts over simulated time: panels under each other with one time axis, and above them a strip that shows each
 * topology's phases (bootstrap, warm-up, measured window, drain), since these differ between topologies.
 * Not a plot of raw events: each series is thinned to at most POINTS_MAX bins, so a page stays small however long a run.
 */
import { sixDigits } from "../format.js";
import type { Query, RunDocuments } from "../run-documents.js";
import { findSeries, topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { AMOUNT_LABELS } from "./axes.js";
import type { DrawnChart, Json, JsonObject } from "./chart.js";
import { drawChart, PLOT_WIDTH, topologyEncodings } from "./chart.js";
import { describeIncidents, incidentStrip } from "./incident-strip.js";
import { describePhases, phasesOf, phaseStrip } from "./phases.js";

/** Most points of one line: three pixels each. */
export const POINTS_MAX = 200;

/** One value of a line. `series` is what its legend says. */
export interface TimePoint extends JsonObject {
  readonly series: string;
  /** Place in a stack, from the bottom. */
  readonly rank: number;
  readonly topology: string;
  readonly t: number;
  readonly value: number;
}

/** One panel: a unit specification without width and time axis. */
export interface Panel {
  readonly height: number;
  readonly points: readonly TimePoint[];
  readonly title: string;
  readonly y: JsonObject;
  readonly mark: JsonObject;
  readonly encoding: JsonObject;
}

/** A bin's value holds from the end of the bin before it up to its own time. */
export const STEP: JsonObject = { interpolate: "step-before" };

/** How a series of metrics.ndjson becomes the points of a line. */
export interface PointOptions {
  /** What the legend says; default: the topology. */
  readonly series?: string;
  /** Values are multiplied by this. */
  readonly scale?: number;
  /** What stands for bins that are merged; default: their mean. */
  readonly merge?: "mean" | "max";
  readonly rank?: number;
  readonly pointsMax?: number;
}

/** The points of one series of metrics.ndjson, thinned. Rows of one time that differ in other labels are added up. */
export function timePoints(
  docs: RunDocuments,
  query: Query,
  options: PointOptions,
): readonly TimePoint[] {
  const sums = new Map<number, number>();
  for (const { t, value } of findSeries(docs, query)) {
    if (t !== null) sums.set(t, (sums.get(t) ?? 0) + value * (options.scale ?? 1));
  }
  const rows = [...sums].map(([t, value]) => ({ t, value })).sort((a, b) => a.t - b.t);
  const topology = topologyWord(query.topology);
  const series = options.series ?? topology;
  const bins = withFirstBin(thin(rows, options));
  return bins.map(({ t, value }) => ({
    series,
    rank: options.rank ?? 0,
    topology,
    t: sixDigits(t),
    value: sixDigits(value),
  }));
}

/** Whether `timePoints` had to merge bins anywhere in these panels. */
export function isThinned(docs: RunDocuments, query: Query): boolean {
  return findSeries(docs, query).length > POINTS_MAX;
}

/** Joins the panels and the phases to one chart. */
export function timelineChart(
  docs: RunDocuments,
  parts: {
    readonly name: string;
    readonly title: string;
    readonly subtitle: readonly string[];
    readonly description: string;
    readonly panels: readonly Panel[];
  },
): DrawnChart {
  const phases = phasesOf(docs);
  const ends = [
    ...phases.map((phase) => phase.end),
    ...parts.panels.flatMap((panel) => panel.points.map((point) => point.t)),
  ];
  const domain = [0, ends.reduce((most, end) => Math.max(most, end), 0)] as const;
  const last = parts.panels.length - 1;
  const plots = parts.panels.map((panel, index) => plot(panel, domain, index === last));
  const strip = phases.length > 0 ? [phaseStrip(docs, phases, domain)] : [];
  const incidents = incidentStrip(docs, domain);
  return drawChart({
    ...parts,
    description: parts.description + describePhases(phases) + describeIncidents(docs),
    body: {
      vconcat: [...strip, ...(incidents === undefined ? [] : [incidents]), ...plots],
      spacing: 14,
      resolve: { scale: { color: "independent", strokeDash: "independent", y: "independent" } },
    },
  });
}

/** Line marks and encodings by topology: the usual panel. */
export function linePanel(
  docs: RunDocuments,
  parts: {
    readonly title: string;
    readonly yTitle: string;
    readonly unit: string;
    readonly points: readonly TimePoint[];
    readonly height?: number;
    readonly y?: JsonObject;
    readonly legend?: boolean;
    /** False for values that are not a mean of their bin. */
    readonly step?: boolean;
  },
): Panel {
  const drawn = topologiesOf(docs).filter((topology) =>
    parts.points.some((point) => point.topology === topologyWord(topology)),
  );
  const { color, strokeDash } = topologyEncodings(drawn);
  const legend: Json =
    parts.legend === false
      ? null
      : { title: null, orient: "top", symbolSize: 400, symbolStrokeWidth: 2 };
  return {
    height: parts.height ?? 130,
    points: parts.points,
    title: parts.title,
    y: parts.y ?? {
      axis: { title: parts.yTitle, labelExpr: AMOUNT_LABELS, tickCount: 4 },
      scale: { zero: true, nice: true },
    },
    mark: { type: "line", strokeWidth: 2, ...(parts.step === false ? {} : STEP) },
    encoding: {
      color: { ...color, legend },
      strokeDash: { ...strokeDash, legend },
      tooltip: [
        { field: "series", title: "series" },
        { field: "t", title: "time (s)", format: ",.4~r" },
        { field: "value", title: parts.unit, format: ",.4~r" },
      ],
    },
  };
}

function plot(panel: Panel, domain: readonly [number, number], last: boolean): JsonObject {
  return {
    title: { text: panel.title, fontSize: 11, fontWeight: "normal", frame: "group", offset: 4 },
    width: PLOT_WIDTH,
    height: panel.height,
    data: { values: panel.points },
    mark: panel.mark,
    encoding: {
      x: {
        field: "t",
        type: "quantitative",
        scale: { domain, nice: false },
        axis: {
          title: last ? "simulated time since the processes started (s)" : null,
          format: ",~r",
          tickCount: 10,
        },
      },
      y: { field: "value", type: "quantitative", ...panel.y },
      ...panel.encoding,
    },
  };
}

interface Bin {
  readonly t: number;
  readonly value: number;
}

/** Steps need the time at which the first bin began; it is as long as the second. */
function withFirstBin(bins: readonly Bin[]): readonly Bin[] {
  const [first, second] = bins;
  if (!first) return bins;
  const length = second ? second.t - first.t : first.t;
  return [{ t: Math.max(0, first.t - length), value: first.value }, ...bins];
}

function thin(
  rows: readonly Bin[],
  { merge, pointsMax = POINTS_MAX }: PointOptions,
): readonly Bin[] {
  if (rows.length <= pointsMax) return rows;
  const size = Math.ceil(rows.length / pointsMax);
  const merged: Bin[] = [];
  for (let start = 0; start < rows.length; start += size) {
    const bins = rows.slice(start, start + size);
    const values = bins.map((bin) => bin.value);
    const value =
      merge === "max"
        ? Math.max(...values)
        : values.reduce((total, next) => total + next, 0) / values.length;
    merged.push({ t: bins[bins.length - 1]?.t ?? 0, value });
  }
  return merged;
}
