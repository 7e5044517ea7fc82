/**
 * Sync latency by type of change (nodes, identities, ip, services): one line from median to p99.9, with markers.
 * Not a full distribution: see latency-distribution.ts. Data: summary.json, stage `total`.
 */
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findValue, topologiesOf } from "../run-documents.js";
import { CHANGE_TYPES, topologyWord } from "../words.js";
import type { Chart } from "./chart.js";
import { drawChart, emptyChart, wordOf } from "./chart.js";
import { QUANTILE_STATS, quantileRows, type QuantileMark } from "./latency-quantiles.js";

const NAME = "latency-by-type";
const TITLE = "Sync latency by type of change";

/** Quantiles of each type of change, both topologies under each other. */
export function latencyByTypeChart(docs: RunDocuments): Chart {
  const topologies = topologiesOf(docs);
  const marks = topologies.flatMap((topology) =>
    CHANGE_TYPES.flatMap((type) =>
      QUANTILE_STATS.flatMap((stat): QuantileMark[] => {
        const labels = { type, stage: "total" };
        const metric = "sync_latency_seconds";
        const seconds = findValue(docs, { topology, metric, stat, labels });
        if (seconds === undefined || !(seconds > 0)) return [];
        return [{ type, topology: topologyWord(topology), stat, seconds: sixDigits(seconds) }];
      }),
    ),
  );
  if (marks.length === 0) {
    return emptyChart(NAME, TITLE, "no change was delivered during the measured window");
  }
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: ["Markers: median, p90, p99 and p99.9 of the measured window; logarithmic axis."],
    description: describe(marks),
    body: quantileRows(marks, { topologies, field: "type", order: CHANGE_TYPES }),
  });
}

function describe(marks: readonly QuantileMark[]): string {
  const parts = marks
    .filter((mark) => mark.stat === "p99")
    .map(
      (mark) => `${wordOf(mark["type"])}, ${mark.topology}: ${humanise(mark.seconds, "seconds")}`,
    );
  return `Markers: latency quantiles by type of change. p99 of ${parts.join("; ")}.`;
}
