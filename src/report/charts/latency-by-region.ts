/**
 * Sync latency by the region of a change's source and that of the agent: one line from median to p99.9 a pair, the slowest
 * pairs when they are many. Only a mesh of several regions has it.
 * Not a latency of the network alone: round trips are a part of it. Data: `region_sync_latency_seconds` of summary.json.
 */
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findRows, topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import type { Chart } from "./chart.js";
import { drawChart, emptyChart, wordOf } from "./chart.js";
import { QUANTILE_STATS, quantileRows, type QuantileMark } from "./latency-quantiles.js";

const NAME = "latency-by-region";
const TITLE = "Sync latency by pair of regions";
const METRIC = "region_sync_latency_seconds";
/** More rows could not be compared. */
const ROUTES_MAX = 12;

/** Quantiles of each pair of regions; undefined for a mesh that has one region. */
export function latencyByRegionChart(docs: RunDocuments): Chart | undefined {
  if (docs.manifest.scenario.network.regions.length < 2) return undefined;
  const topologies = topologiesOf(docs);
  const all = topologies.flatMap((topology) =>
    QUANTILE_STATS.flatMap((stat) =>
      findRows(docs, { topology, metric: METRIC, stat }).flatMap(({ labels, value }) => {
        if (!(value > 0)) return [];
        const route = `${labels["from"] ?? "?"} → ${labels["to"] ?? "?"}`;
        return [{ route, topology: topologyWord(topology), stat, seconds: sixDigits(value) }];
      }),
    ),
  );
  if (all.length === 0) {
    return emptyChart(NAME, TITLE, "no change was delivered during the measured window");
  }
  const slowest = new Map<string, number>();
  for (const { route, stat, seconds } of all) {
    if (stat === "p99") slowest.set(route, Math.max(slowest.get(route) ?? 0, seconds));
  }
  const order = [...slowest]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([route]) => route);
  const shown = order.slice(0, ROUTES_MAX);
  const marks = all.filter(({ route }) => shown.includes(route));
  const left = order.length - shown.length;
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: [
      "From the region of the change to that of the agent, the slowest first; logarithmic axis.",
      left > 0
        ? `Markers: median, p90, p99 and p99.9. ${left} faster pairs are in summary.json only.`
        : "Markers: median, p90, p99 and p99.9 of the measured window.",
    ],
    description: describe(marks),
    body: quantileRows(marks, { topologies, field: "route", order: shown }),
  });
}

function describe(marks: readonly QuantileMark[]): string {
  const parts = marks
    .filter(({ stat }) => stat === "p99")
    .map(
      (mark) => `${wordOf(mark["route"])}, ${mark.topology}: ${humanise(mark.seconds, "seconds")}`,
    );
  return `Markers: latency by pair of regions. p99 of ${parts.join("; ")}.`;
}
