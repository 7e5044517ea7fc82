/**
 * How long changes take from the source cluster to the agents, as a distribution: above the share that has arrived,
 * below the share that is still under way on a logarithmic axis, since tails are what hurts and a plain CDF hides them.
 * Not by type of change: that is latency-by-type.ts. Data: quantile rows (t = null) of metrics.ndjson.
 */
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findSeries, findValue, topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { DURATION_LABELS, logDomain, logTicks, PERCENT_LABELS } from "./axes.js";
import type { Chart, Json, JsonObject } from "./chart.js";
import { DASH_BY_TOPOLOGY, drawChart, emptyChart, PLOT_WIDTH, topologyEncodings } from "./chart.js";

const NAME = "latency-distribution";
const TITLE = "Sync latency: distribution";
const LABELS = { type: "all", stage: "total" };
/** Quantiles that get a marker, so that the topologies differ by shape as well as by colour. */
const MARKED = [0.5, 0.9, 0.99, 0.999];

interface Point extends JsonObject {
  readonly topology: string;
  readonly quantile: number;
  readonly late: number;
  readonly seconds: number;
}

/** The latency CDF and its tail, both topologies in one picture. */
export function latencyDistributionChart(docs: RunDocuments): Chart {
  const topologies = topologiesOf(docs);
  const all = topologies.flatMap((topology) => pointsOf(docs, topology));
  const points = all.filter((point) => point.seconds > 0);
  if (points.length === 0) {
    return emptyChart(NAME, TITLE, "no change was delivered during the measured window");
  }
  const domain = logDomain(points.map((point) => point.seconds));
  const x = (title: string | null): JsonObject => ({
    field: "seconds",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: { title, values: logTicks(...domain), labelExpr: DURATION_LABELS },
  });
  const arrived: JsonObject = {
    field: "quantile",
    type: "quantitative",
    scale: { domain: [0, 1] },
    axis: {
      title: "share delivered (%)",
      values: [0, 0.25, 0.5, 0.75, 1],
      labelExpr: PERCENT_LABELS,
    },
  };
  const late = points.map((point) => point.late).filter((share) => share > 0);
  const lateDomain = [Math.min(...late, 0.1), 1] as const;
  const underWay: JsonObject = {
    field: "late",
    type: "quantitative",
    scale: { type: "log", domain: lateDomain, nice: false },
    axis: {
      title: "share still under way (%)",
      values: logTicks(lateDomain[0], 1).filter((tick) => Number.isInteger(Math.log10(tick))),
      labelExpr: PERCENT_LABELS,
    },
  };
  const left = all.length - points.length;
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: [
      "From the change in the source cluster until an agent has applied it. Markers: p50, p90, p99, p99.9.",
      "Latency axis is logarithmic; the lower panel's share axis too." +
        (left > 0 ? ` ${left} points of 0 s are not drawn.` : ""),
    ],
    description: describe(docs),
    body: {
      data: { values: points },
      vconcat: [
        panel(topologies, x(null), arrived, 200, []),
        panel(topologies, x("sync latency (time, log scale)"), underWay, 160, [
          { filter: "datum.late > 0" },
        ]),
      ],
    },
  });
}

function panel(
  topologies: Parameters<typeof topologyEncodings>[0],
  x: JsonObject,
  y: JsonObject,
  height: number,
  transform: readonly JsonObject[],
): JsonObject {
  const { color, shape } = topologyEncodings(topologies);
  const tooltip: Json = [
    { field: "topology", title: "topology" },
    { field: "quantile", title: "share delivered", format: ".4~%" },
    { field: "seconds", title: "latency (s)", format: ".4~s" },
  ];
  return {
    width: PLOT_WIDTH,
    height,
    transform,
    encoding: { x, y, color, tooltip },
    layer: [
      {
        mark: { type: "line", strokeWidth: 2, clip: true },
        encoding: { strokeDash: DASH_BY_TOPOLOGY },
      },
      {
        transform: [{ filter: { field: "quantile", oneOf: MARKED } }],
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: { shape },
      },
    ],
  };
}

function pointsOf(
  docs: RunDocuments,
  topology: Parameters<typeof topologyWord>[0],
): readonly Point[] {
  const metric = "sync_latency_seconds";
  return findSeries(docs, { topology, metric, stat: "quantile", labels: LABELS })
    .map((row) => {
      const quantile = Number(row.labels["quantile"]);
      return {
        topology: topologyWord(topology),
        quantile,
        late: Number((1 - quantile).toPrecision(6)),
        seconds: sixDigits(row.value),
      };
    })
    .filter((point) => Number.isFinite(point.quantile))
    .sort((a, b) => a.quantile - b.quantile);
}

function describe(docs: RunDocuments): string {
  const parts = topologiesOf(docs).map((topology) => {
    const value = (stat: string): string => {
      const metric = "sync_latency_seconds";
      const found = findValue(docs, { topology, metric, stat, labels: LABELS });
      return found === undefined ? "unknown" : humanise(found, "seconds");
    };
    return `${topologyWord(topology)}: median ${value("p50")}, p99 ${value("p99")}, largest ${value("max")}`;
  });
  return `Lines: share of changes delivered by latency. ${parts.join("; ")}.`;
}
