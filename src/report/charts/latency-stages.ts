/**
 * Where the time of a change goes: the mean latency as a stack of stages, original beside kvstoremesh, and below it
 * each stage by itself on a logarithmic axis, since one limiter often hides all the rest.
 * Means only: they add up to the mean of the total, quantiles would not. Data: summary.json, type `all`.
 */
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { stageTimes } from "../stage-times.js";
import { stageWord, STAGES, topologyWord } from "../words.js";
import { DURATION_LABELS, logDomain, logTicks } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH, topologyEncodings } from "./chart.js";

const NAME = "latency-stages";
const TITLE = "Sync latency: where the time goes";

/** An etcd's put and watch share a colour in the stack (at most seven series); the lower panel keeps them apart. */
const PARTS: readonly {
  readonly label: string;
  readonly color: string;
  readonly stages: readonly string[];
}[] = [
  { label: "source limiter", color: "#56B4E9", stages: ["source-limiter"] },
  { label: "source etcd", color: "#0072B2", stages: ["source-etcd", "source-watch"] },
  { label: "network", color: "#7B8794", stages: ["network"] },
  { label: "mirror queue + limiter", color: "#E69F00", stages: ["mirror-limiter"] },
  { label: "local etcd", color: "#D55E00", stages: ["local-etcd", "local-watch"] },
  { label: "agent", color: "#007A5E", stages: ["agent"] },
  { label: "until listed again", color: "#CC79A7", stages: ["relist"] },
];

interface StageMean extends JsonObject {
  readonly topology: string;
  readonly stage: string;
  readonly part: string;
  readonly order: number;
  readonly seconds: number;
  /** Its part of the mean of all deliveries. */
  readonly ofMean: number;
  readonly label: string;
}

/** The stack of stages and the stages one by one. */
export function latencyStagesChart(docs: RunDocuments): Chart {
  const topologies = topologiesOf(docs);
  const means = topologies.flatMap((topology) =>
    stageTimes(docs, topology).flatMap(({ stage, seconds, ofMean }): StageMean[] => {
      const order = PARTS.findIndex(({ stages }) => stages.includes(stage));
      const part = PARTS[order];
      if (part === undefined) return [];
      const words = { topology: topologyWord(topology), stage: stageWord(stage) };
      const times = { seconds: sixDigits(seconds), ofMean: sixDigits(ofMean) };
      return [{ ...words, part: part.label, order, ...times, label: humanise(seconds, "seconds") }];
    }),
  );
  if (!means.some((mean) => mean.seconds > 0)) {
    return emptyChart(NAME, TITLE, "no change was delivered during the measured window");
  }
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: [
      "Above, parts of the mean latency; the axis starts at 0. Below, the mean of each stage over the changes",
      "that passed it; the axis is logarithmic, and stages without any time are not drawn.",
    ],
    description: describe(means),
    body: {
      data: { values: means },
      vconcat: [stack(topologies.map(topologyWord), means), dots(topologies, means)],
      resolve: {
        scale: { color: "independent", shape: "independent", x: "independent", y: "independent" },
      },
    },
  });
}

function stack(order: readonly string[], means: readonly StageMean[]): JsonObject {
  const parts = PARTS.filter((part) => means.some((mean) => mean.part === part.label));
  const totals = order.map((topology) => {
    const seconds = means
      .filter((mean) => mean.topology === topology)
      .reduce((total, mean) => total + mean.ofMean, 0);
    return { topology, seconds, label: humanise(seconds, "seconds") };
  });
  const y: JsonObject = {
    field: "topology",
    type: "nominal",
    sort: order,
    axis: { title: null, ticks: false, domain: false },
  };
  return {
    width: PLOT_WIDTH - 60,
    height: { step: 32 },
    layer: [
      {
        transform: [
          {
            aggregate: [{ op: "sum", field: "ofMean", as: "seconds" }],
            groupby: ["topology", "part", "order"],
          },
        ],
        mark: { type: "bar", height: 22 },
        encoding: {
          y,
          x: {
            field: "seconds",
            type: "quantitative",
            axis: { title: "mean sync latency (time)", labelExpr: DURATION_LABELS, tickCount: 6 },
          },
          order: { field: "order", type: "quantitative" },
          color: {
            field: "part",
            type: "nominal",
            scale: {
              domain: parts.map((part) => part.label),
              range: parts.map((part) => part.color),
            },
            legend: { title: null, orient: "top", columns: 4 },
          },
          tooltip: [
            { field: "topology", title: "topology" },
            { field: "part", title: "stage" },
            { field: "seconds", title: "mean (s)", format: ".4~s" },
          ],
        },
      },
      {
        data: { values: totals },
        mark: { type: "text", align: "left", dx: 5, color: INK.text, fontSize: 11 },
        encoding: {
          y,
          x: { field: "seconds", type: "quantitative" },
          text: { field: "label", type: "nominal" },
        },
      },
    ],
  };
}

function dots(
  topologies: Parameters<typeof topologyEncodings>[0],
  means: readonly StageMean[],
): JsonObject {
  const drawn = means.filter((mean) => mean.seconds > 0);
  const domain = logDomain(drawn.map((mean) => mean.seconds));
  const { color, shape } = topologyEncodings(topologies);
  return {
    width: PLOT_WIDTH - 60,
    height: { step: 12 },
    transform: [{ filter: "datum.seconds > 0" }],
    encoding: {
      y: {
        field: "stage",
        type: "nominal",
        sort: STAGES.map(stageWord),
        axis: { title: null, ticks: false, grid: true, domain: false },
      },
      yOffset: {
        field: "topology",
        type: "nominal",
        sort: topologies.map(topologyWord),
      },
      x: {
        field: "seconds",
        type: "quantitative",
        scale: { type: "log", domain: [domain[0] / 1.6, domain[1] * 2], nice: false },
        axis: {
          title: "mean time in the stage (time, log scale)",
          values: logTicks(...domain),
          labelExpr: DURATION_LABELS,
        },
      },
      color,
    },
    layer: [
      {
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: {
          shape,
          tooltip: [
            { field: "topology", title: "topology" },
            { field: "stage", title: "stage" },
            { field: "seconds", title: "mean (s)", format: ".4~s" },
          ],
        },
      },
      {
        mark: { type: "text", align: "left", dx: 9, color: INK.muted, fontSize: 10 },
        encoding: { text: { field: "label", type: "nominal" }, color: { value: INK.muted } },
      },
    ],
  };
}

function describe(means: readonly StageMean[]): string {
  const parts = means.map((mean) => `${mean.topology}, ${mean.stage}: ${mean.label}`);
  return `Stacked bars: mean latency by stage. ${parts.join("; ")}.`;
}
