/**
 * How a series of metrics.ndjson becomes the points of a line or an area over time.
 * Not a plot of raw bins: each series is thinned to at most POINTS_MAX, so a page stays small however long a run.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { sixDigits } from "../format.js";
import type { Query, RunDocuments } from "../run-documents.js";
import { findSeries } from "../run-documents.js";
import { topologyWord } from "../words.js";
import type { JsonObject } from "./chart.js";
import type { TimeAxis } from "./time-axis.js";

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

/** How a series of metrics.ndjson becomes the points of a line. */
export interface PointOptions {
  /** What the legend says; default: the topology. */
  readonly series?: string;
  /** Values are multiplied by this. */
  readonly scale?: number;
  /** What stands for bins that are merged; default: their mean. */
  readonly merge?: "mean" | "max" | "min";
  readonly rank?: number;
  readonly pointsMax?: number;
  /** Times count from its zero, and bins outside it are left out; default: from the processes' start. */
  readonly axis?: TimeAxis;
}

/** One value of a series, of the bin that ends at `t`. */
export interface Bin {
  readonly t: number;
  readonly value: number;
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
  const bins = [...sums].map(([t, value]) => ({ t, value }));
  return binPoints(bins, query.topology, options);
}

/** The points of a line from its bins, thinned. */
export function binPoints(
  bins: readonly Bin[],
  topology: TopologyName,
  options: PointOptions,
): readonly TimePoint[] {
  const sorted = [...bins].sort((a, b) => a.t - b.t);
  const word = topologyWord(topology);
  const shown = withFirstBin(thin(onAxis(sorted, topology, options.axis), options));
  return shown.map(({ t, value }) => ({
    series: options.series ?? word,
    rank: options.rank ?? 0,
    topology: word,
    t: sixDigits(t),
    value: sixDigits(value),
  }));
}

/** Whether `timePoints` had to merge bins anywhere in these panels. */
export function isThinned(docs: RunDocuments, query: Query): boolean {
  return findSeries(docs, query).length > POINTS_MAX;
}

/** Moves bins to the axis' zero, and keeps one on each side of it: the line reaches in and out. */
function onAxis(
  bins: readonly Bin[],
  topology: TopologyName,
  axis: TimeAxis | undefined,
): readonly Bin[] {
  if (axis === undefined) return bins;
  const origin = axis.originOf(topology);
  const moved = bins.map(({ t, value }) => ({ t: t - origin, value }));
  const [from, to] = axis.domain;
  const first = moved.findIndex(({ t }) => t > from);
  const after = moved.findIndex(({ t }) => t >= to);
  if (first < 0) return [];
  return moved.slice(Math.max(0, first - 1), after < 0 ? undefined : after + 1);
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
    const mean = values.reduce((total, next) => total + next, 0) / values.length;
    const value =
      merge === "max" ? Math.max(...values) : merge === "min" ? Math.min(...values) : mean;
    merged.push({ t: bins[bins.length - 1]?.t ?? 0, value });
  }
  return merged;
}
