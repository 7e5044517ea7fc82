/** The measured window of a run, and the time series within it. Not for quantiles, which have no time. */
import type { Labels } from "../../measure/documents.js";
import { findSeries, type Query, type RunDocuments } from "../run-documents.js";

/** Seconds since the simulated processes started. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** One sample. */
export interface Point {
  readonly t: number;
  readonly value: number;
}

/** From the first start to the last end of the phase `measure`: two topologies may bootstrap at different speeds. */
export function measuredWindow({ summary, manifest }: RunDocuments): Window {
  const rows = summary.results.filter(
    ({ metric, labels }) =>
      metric === "simulation_phase_seconds" && labels["phase"]?.startsWith("measure") === true,
  );
  const starts = rows.filter(({ stat }) => stat === "start").map(({ value }) => value);
  const { warmupNs, durationNs } = manifest.scenario.timeline;
  const start = starts.length === 0 ? warmupNs / 1e9 : Math.min(...starts);
  return { start, end: start + durationNs / 1e9 };
}

/** Series of a query, each sorted by time, cut to the measured window of its topology. */
export function seriesOf(
  docs: RunDocuments,
  query: Query,
): readonly { readonly labels: Labels; readonly points: readonly Point[] }[] {
  const shift = windowShift(docs, query.topology);
  const { start, end } = measuredWindow(docs);
  const found = new Map<string, { readonly labels: Labels; readonly points: Point[] }>();
  for (const { labels, t, value } of findSeries(docs, query)) {
    if (t === null) continue;
    const at = t - shift;
    if (at <= start || at > end + 1e-9) continue;
    const key = labelKey(labels);
    const known = found.get(key) ?? { labels, points: [] };
    known.points.push({ t: at, value });
    found.set(key, known);
  }
  for (const { points } of found.values()) points.sort((a, b) => a.t - b.t);
  return [...found.values()];
}

/** The same text for the same labels. */
export function labelKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** How much later this topology's window began: series are laid over each other. */
function windowShift(docs: RunDocuments, topology: Query["topology"]): number {
  const row = docs.summary.results.find(
    (one) =>
      one.topology === topology &&
      one.metric === "simulation_phase_seconds" &&
      one.stat === "start" &&
      one.labels["phase"]?.startsWith("measure") === true,
  );
  return row === undefined ? 0 : row.value - measuredWindow(docs).start;
}
