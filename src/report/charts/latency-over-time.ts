/**
 * Sync latency over simulated time: p99 above, median below, with each topology's phases marked.
 * Not smoothed: a value belongs to the bin in which the change was delivered. Deliveries after the window are left out.
 * Data: metrics.ndjson, type `all`.
 */
import { humanise } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findValue, topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { DURATION_LABELS, logDomain, logTicks } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { emptyChart } from "./chart.js";
import { measureEnd } from "./phases.js";
import { linePanel, timelineChart } from "./timeline.js";
import type { TimePoint } from "./time-points.js";
import { isThinned, timePoints } from "./time-points.js";

const NAME = "latency-over-time";
const TITLE = "Sync latency over time";
const METRIC = "sync_latency_seconds";
/** The last bin of the window may end a few nanoseconds after it, and times have six digits. */
const ROUNDING = 1e-5;
const LABELS = { type: "all", stage: "total" };

/** p50 and p99 of all changes over time. */
export function latencyOverTimeChart(docs: RunDocuments): Chart {
  const p99 = pointsOf(docs, "p99");
  const p50 = pointsOf(docs, "p50");
  if (p99.length + p50.length === 0) {
    return emptyChart(NAME, TITLE, "no change was delivered, so there is no latency over time");
  }
  const domain = logDomain([...p99, ...p50].map((point) => point.value));
  const y: JsonObject = {
    scale: { type: "log", domain, nice: false },
    axis: {
      title: "latency (log scale)",
      values: logTicks(...domain),
      labelExpr: DURATION_LABELS,
    },
  };
  const panel = (title: string, points: readonly TimePoint[], legend: boolean) =>
    linePanel(docs, {
      title,
      yTitle: "latency",
      unit: "latency (s)",
      points,
      height: 150,
      y,
      legend,
    });
  const thinned = topologiesOf(docs).some((topology) =>
    isThinned(docs, { topology, metric: METRIC, stat: "p99", labels: LABELS }),
  );
  return timelineChart(docs, {
    name: NAME,
    title: TITLE,
    subtitle: [
      "Per time bin of the measured window, all types of change; one logarithmic axis for both panels.",
      ...(thinned ? ["Bins are merged: the highest of each group is drawn."] : []),
    ],
    description: describe(docs),
    panels: [panel("99th percentile", p99, true), panel("Median", p50, false)],
  });
}

function pointsOf(docs: RunDocuments, stat: string): readonly TimePoint[] {
  return topologiesOf(docs).flatMap((topology) => {
    // Later bins hold only what was left over, the slowest deliveries: their median would look like a rise.
    const end = measureEnd(docs, topology) * (1 + ROUNDING);
    const query = { topology, metric: METRIC, stat, labels: LABELS };
    const points = timePoints(docs, query, { merge: "max" });
    return points.filter((point) => point.value > 0 && point.t <= end);
  });
}

function describe(docs: RunDocuments): string {
  const parts = topologiesOf(docs).map((topology) => {
    const value = (stat: string): string => {
      const found = findValue(docs, { topology, metric: METRIC, stat, labels: LABELS });
      return found === undefined ? "unknown" : humanise(found, "seconds");
    };
    return `${topologyWord(topology)} median ${value("p50")}, p99 ${value("p99")}`;
  });
  return `Lines: latency per time bin. Over the measured window: ${parts.join("; ")}.`;
}
