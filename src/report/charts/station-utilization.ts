/**
 * How busy each station is, with a line at 100 %: the longest bar is the bottleneck. Bars are the mean of the busiest
 * cluster's station over the measured window, ticks its highest time bin.
 * Not every station of every cluster: per kind of station the busiest one. Data: summary.json.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { busiestStations } from "../findings.js";
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { stationWord, topologyWord } from "../words.js";
import { PERCENT_LABELS } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH, topologyEncodings } from "./chart.js";

const NAME = "station-utilization";
const TITLE = "Station utilisation: what saturates first";
/** A mesh of many regions has a link for each pair; the idle ones say nothing. */
const STATIONS_MAX = 12;
const WIDTH = PLOT_WIDTH - 120;
/** Ticks up to so many times the longest bar are on the axis: one far beyond would leave no bar to be seen. */
const TICK_REACH = 3;

interface Bar extends JsonObject {
  readonly station: string;
  readonly topology: string;
  readonly cluster: string;
  readonly mean: number;
  readonly max: number;
  readonly label: string;
}

/** Utilisation of each kind of station, both topologies under each other. */
export function stationUtilizationChart(docs: RunDocuments): Chart {
  const topologies = topologiesOf(docs);
  const bars = topologies.flatMap((topology) => barsOf(docs, topology));
  if (bars.length === 0) return emptyChart(NAME, TITLE, "the run recorded no station utilisation");
  const height = (station: string): number =>
    bars
      .filter((bar) => bar.station === station)
      .reduce((most, bar) => Math.max(most, bar.mean), 0);
  const stations = [...new Set(bars.map((bar) => bar.station))].sort(
    (a, b) => height(b) - height(a) || (a < b ? -1 : 1),
  );
  const shown = stations.slice(0, STATIONS_MAX);
  const drawn = bars.filter((bar) => shown.includes(bar.station));
  const { color } = topologyEncodings(topologies);
  const longest = drawn.reduce((high, bar) => Math.max(high, bar.mean), 1);
  const ticks = drawn.map((bar) => bar.max);
  const within = ticks.filter((tick) => tick <= TICK_REACH * longest);
  const most = within.reduce((high, tick) => Math.max(high, tick), longest);
  const left = stations.length - shown.length;
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: [
      "Bar: mean of the measured window at the busiest cluster. Tick: its highest time bin.",
      `Dashed line: 100 %. Axis starts at 0.${left > 0 ? ` The ${left} least busy stations are not drawn.` : ""}`,
      ...(within.length < ticks.length
        ? ["A tick beyond the axis is not drawn: its number stands at the right."]
        : []),
    ],
    description: describe(drawn, shown),
    body: {
      width: WIDTH,
      height: { step: 14 },
      data: { values: drawn },
      encoding: {
        y: {
          field: "station",
          type: "nominal",
          sort: shown,
          axis: { title: null, ticks: false, domain: false },
          scale: { paddingInner: 0.3 },
        },
        yOffset: { field: "topology", type: "nominal", sort: topologies.map(topologyWord) },
      },
      layer: [
        {
          mark: { type: "bar" },
          encoding: {
            x: {
              field: "mean",
              type: "quantitative",
              scale: { domain: [0, most * 1.02], nice: false },
              axis: {
                title: "utilisation (% of capacity)",
                labelExpr: PERCENT_LABELS,
                tickCount: 6,
              },
            },
            color,
            tooltip: [
              { field: "station", title: "station" },
              { field: "topology", title: "topology" },
              { field: "cluster", title: "busiest at" },
              { field: "mean", title: "mean", format: ".3~%" },
              { field: "max", title: "highest bin", format: ".3~%" },
            ],
          },
        },
        {
          transform: [{ filter: `datum.max <= ${most}` }],
          mark: { type: "tick", thickness: 2, color: INK.text },
          encoding: { x: { field: "max", type: "quantitative" } },
        },
        {
          mark: { type: "text", align: "left", dx: 6, fontSize: 10, color: INK.text },
          encoding: {
            x: { value: WIDTH },
            text: { field: "label", type: "nominal" },
          },
        },
        {
          data: { values: [{ full: 1 }] },
          mark: { type: "rule", strokeWidth: 2, strokeDash: [4, 3], color: INK.text },
          encoding: { x: { field: "full", type: "quantitative" }, y: null, yOffset: null },
        },
      ],
    },
  });
}

function barsOf(docs: RunDocuments, topology: TopologyName): readonly Bar[] {
  return busiestStations(docs, topology).map(({ station, cluster, mean, max }) => ({
    station: stationWord(station),
    topology: topologyWord(topology),
    cluster,
    mean: sixDigits(mean),
    max: sixDigits(max),
    label: `${humanise(mean, "ratio")} (max ${humanise(max, "ratio")})`,
  }));
}

function describe(bars: readonly Bar[], shown: readonly string[]): string {
  const parts = shown.map((station) => {
    const words = bars
      .filter((bar) => bar.station === station)
      .map((bar) => `${bar.topology} ${bar.label}`);
    return `${station}: ${words.join(", ")}`;
  });
  return `Bars: mean utilisation of the busiest station of each kind. ${parts.join("; ")}.`;
}
