/**
 * The charts of the experiment, drawn from its committed figures: how long agents took to be in sync again, what etcd
 * had to bear, and what bystanders felt.
 */
import { DURATION_LABELS, amountAxis, logDomain, logTicks } from "../../src/report/charts/axes.js";
import type { DrawnChart, JsonObject } from "../../src/report/charts/chart.js";
import { INK, drawChart, topologyEncodings } from "../../src/report/charts/chart.js";
import { humanise } from "../../src/report/format.js";
import { topologyWord } from "../../src/report/words.js";
import type { TopologyName } from "../../src/scenario/scenario.js";
import { readFigures } from "../incident-runs.js";
import { EXPERIMENT, HERDS } from "./runs.js";

const TOPOLOGIES: readonly TopologyName[] = ["original", "kvstoremesh"];

interface Point extends JsonObject {
  readonly way: string;
  readonly topology: string;
  readonly low: number;
  readonly high: number;
}

/** What is read from the figures of each run and topology. */
interface Figure {
  readonly metric: string;
  readonly stat: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The three charts. */
export function herdCharts(): readonly DrawnChart[] {
  const resync = pointsOf(
    { metric: "incident_resync_seconds", stat: "p50" },
    { metric: "incident_resync_seconds", stat: "p99" },
  );
  const bystander = { metric: "incident_bystander_latency_seconds", stat: "p99" };
  const bystanders = pointsOf(
    { ...bystander, labels: { period: "before" } },
    { ...bystander, labels: { period: "during" } },
  );
  const cpu = { metric: "incident_etcd_cpu_cores", stat: "max" };
  return [
    rangeChart({
      name: "resync",
      title: "1,000 agents restart: how long until they are in sync again",
      subtitle: "From the end of the old agent to all remote keys known, 2 s of downtime included",
      low: "p50",
      high: "p99",
      points: resync,
    }),
    coresChart(pointsOf(cpu, cpu)),
    rangeChart({
      name: "bystanders",
      title: "1,000 agents restart: sync latency of the other 7,000 (p99)",
      subtitle: "All changes of the mesh that reach agents of the clusters that did not restart",
      low: "before",
      high: "until all are in sync again",
      points: bystanders,
    }),
  ];
}

function pointsOf(low: Figure, high: Figure): readonly Point[] {
  return HERDS.flatMap(({ name, words }) => {
    const { results } = readFigures(EXPERIMENT, name);
    return TOPOLOGIES.map((topology) => {
      const value = ({ metric, stat, labels = {} }: Figure): number => {
        const found = results.find(
          (row) =>
            row.topology === topology &&
            row.metric === metric &&
            row.stat === stat &&
            Object.entries(labels).every(([label, text]) => row.labels[label] === text),
        );
        if (found === undefined) throw new Error(`results/${EXPERIMENT}/${name}: no ${metric}`);
        return found.value;
      };
      const word = topologyWord(topology);
      return { way: words, topology: word, low: value(low), high: value(high) };
    });
  });
}

const WAYS: JsonObject = {
  field: "way",
  type: "nominal",
  sort: HERDS.map(({ words }) => words),
  axis: { title: null, labelAngle: 0 },
};

const BESIDE: JsonObject = {
  field: "topology",
  type: "nominal",
  sort: TOPOLOGIES.map(topologyWord),
};

/** A line from the lower figure to the higher one, on a logarithmic axis. */
function rangeChart(chart: {
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  readonly low: string;
  readonly high: string;
  readonly points: readonly Point[];
}): DrawnChart {
  const { points, low, high } = chart;
  const domain = logDomain(points.flatMap((point) => [point.low, point.high]));
  const { color } = topologyEncodings(TOPOLOGIES);
  const y: JsonObject = {
    field: "low",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: { title: "log scale", values: logTicks(...domain), labelExpr: DURATION_LABELS },
  };
  const of = (field: string): JsonObject => ({ ...y, field });
  return drawChart({
    name: chart.name,
    title: chart.title,
    subtitle: [chart.subtitle, `Small mark: ${low}; large mark: ${high}; logarithmic axis`],
    description: points
      .map(
        (point) =>
          `${point.way}, ${point.topology}: ${low} ${humanise(point.low, "seconds")}, ` +
          `${high} ${humanise(point.high, "seconds")}`,
      )
      .join("; "),
    body: {
      data: { values: points },
      width: 480,
      height: 220,
      encoding: { x: WAYS, xOffset: BESIDE, color },
      layer: [
        {
          mark: { type: "rule", strokeWidth: 3, opacity: 0.5 },
          encoding: { y, y2: { field: "high" } },
        },
        { mark: { type: "point", filled: true, size: 30 }, encoding: { y } },
        { mark: { type: "point", filled: true, size: 130 }, encoding: { y: of("high") } },
        {
          mark: { type: "text", align: "left", dx: 10, color: INK.text, fontSize: 11 },
          encoding: { y: of("high"), text: { field: "label" }, color: { value: INK.text } },
          transform: [{ calculate: durationText("datum.high"), as: "label" }],
        },
      ],
    },
  });
}

function durationText(value: string): string {
  return DURATION_LABELS.replaceAll("datum.value", value).replaceAll(".3~r", ".2~r");
}

function coresChart(points: readonly Point[]): DrawnChart {
  const { color } = topologyEncodings(TOPOLOGIES);
  const y: JsonObject = { field: "high", type: "quantitative", axis: amountAxis("cores") };
  return drawChart({
    name: "etcd-cpu",
    title: "1,000 agents restart: the busiest second of the busiest etcd",
    subtitle: ["Each etcd may use 8 cores; the axis starts at 0"],
    description: points
      .map(({ way, topology, high }) => `${way}, ${topology}: ${high.toFixed(1)} cores`)
      .join("; "),
    body: {
      data: { values: points },
      width: 480,
      height: 220,
      encoding: { x: WAYS, xOffset: BESIDE, y },
      layer: [
        { mark: { type: "bar" }, encoding: { color } },
        {
          mark: { type: "text", dy: -7, color: INK.text, fontSize: 11 },
          encoding: { text: { field: "high", type: "quantitative", format: ".1f" } },
        },
      ],
    },
  });
}
