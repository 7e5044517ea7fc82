/**
 * Sync latency by type of change (nodes, identities, ip, services): one line from median to p99.9, with markers.
 * Not a full distribution: see latency-distribution.ts. Data: summary.json, stage `total`.
 */
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findValue, topologiesOf } from "../run-documents.js";
import { CHANGE_TYPES, topologyWord } from "../words.js";
import { DURATION_LABELS, logDomain, logTicks } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH, topologyEncodings } from "./chart.js";

const NAME = "latency-by-type";
const TITLE = "Sync latency by type of change";
const STATS = ["p50", "p90", "p99", "p99.9"] as const;
const STAT_SHAPES: readonly string[] = ["circle", "diamond", "square", "triangle-right"];

interface Mark extends JsonObject {
  readonly type: string;
  readonly topology: string;
  readonly stat: string;
  readonly seconds: number;
}

/** Quantiles of each type of change, both topologies under each other. */
export function latencyByTypeChart(docs: RunDocuments): Chart {
  const topologies = topologiesOf(docs);
  const marks = topologies.flatMap((topology) =>
    CHANGE_TYPES.flatMap((type) =>
      STATS.flatMap((stat): Mark[] => {
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
  const domain = logDomain(marks.map((mark) => mark.seconds));
  const { color } = topologyEncodings(topologies);
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: ["Markers: median, p90, p99 and p99.9 of the measured window; logarithmic axis."],
    description: describe(marks),
    body: {
      data: { values: marks },
      facet: {
        row: {
          field: "type",
          type: "nominal",
          sort: CHANGE_TYPES,
          header: { title: null, labelAngle: 0, labelAlign: "left", labelPadding: 8 },
        },
      },
      spacing: 10,
      spec: {
        width: PLOT_WIDTH - 40,
        height: { step: 20 },
        encoding: {
          y: {
            field: "topology",
            type: "nominal",
            sort: topologies.map(topologyWord),
            axis: { title: null, ticks: false, domain: false },
          },
          x: {
            field: "seconds",
            type: "quantitative",
            scale: { type: "log", domain, nice: false },
            axis: {
              title: "sync latency (time, log scale)",
              values: logTicks(...domain),
              labelExpr: DURATION_LABELS,
            },
          },
          color: { ...color, legend: null },
        },
        layer: [
          { mark: { type: "line", strokeWidth: 2, opacity: 0.6 } },
          {
            mark: { type: "point", filled: true, size: 70, opacity: 1 },
            encoding: {
              shape: {
                field: "stat",
                type: "nominal",
                scale: { domain: STATS, range: STAT_SHAPES },
                legend: {
                  title: null,
                  orient: "top",
                  symbolFillColor: INK.text,
                  symbolStrokeColor: INK.text,
                },
              },
              tooltip: [
                { field: "type", title: "type" },
                { field: "topology", title: "topology" },
                { field: "stat", title: "statistic" },
                { field: "seconds", title: "latency (s)", format: ".4~s" },
              ],
            },
          },
        ],
      },
    },
  });
}

function describe(marks: readonly Mark[]): string {
  const parts = marks
    .filter((mark) => mark.stat === "p99")
    .map((mark) => `${mark.type}, ${mark.topology}: ${humanise(mark.seconds, "seconds")}`);
  return `Markers: latency quantiles by type of change. p99 of ${parts.join("; ")}.`;
}
