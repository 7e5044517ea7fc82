/**
 * The drawing behind latency by type of change and by pair of regions: a row each, a line from median to p99.9 with
 * markers, both topologies under each other on one logarithmic axis.
 * Not a full distribution: see latency-distribution.ts.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { topologyWord } from "../words.js";
import { DURATION_LABELS, logDomain, logTicks } from "./axes.js";
import type { JsonObject } from "./chart.js";
import { INK, PLOT_WIDTH, topologyEncodings } from "./chart.js";

/** The statistics that get a marker. */
export const QUANTILE_STATS = ["p50", "p90", "p99", "p99.9"] as const;
const STAT_SHAPES: readonly string[] = ["circle", "diamond", "square", "triangle-right"];

/** One marker. The row's name stands in a field of the caller's choice. */
export interface QuantileMark extends JsonObject {
  readonly topology: string;
  readonly stat: string;
  readonly seconds: number;
}

/** The body of a chart with a row for each value of `field`, in the order given. */
export function quantileRows(
  marks: readonly QuantileMark[],
  options: {
    readonly topologies: readonly TopologyName[];
    readonly field: string;
    readonly order: readonly string[];
  },
): JsonObject {
  const { topologies, field, order } = options;
  const domain = logDomain(marks.map((mark) => mark.seconds));
  const { color } = topologyEncodings(topologies);
  return {
    data: { values: marks },
    facet: {
      row: {
        field,
        type: "nominal",
        sort: order,
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
              scale: { domain: QUANTILE_STATS, range: STAT_SHAPES },
              legend: {
                title: null,
                orient: "top",
                symbolFillColor: INK.text,
                symbolStrokeColor: INK.text,
              },
            },
            tooltip: [
              { field, title: field },
              { field: "topology", title: "topology" },
              { field: "stat", title: "statistic" },
              { field: "seconds", title: "latency (s)", format: ".4~s" },
            ],
          },
        },
      ],
    },
  };
}
