/**
 * Tornado charts: for each headline figure and topology the constants that move it most, each a bar from the figure with
 * the constant lowered to the figure with it raised. Data: sensitivity.json beside the run; without it there is none.
 */
import {
  effectOf,
  type FigureSensitivity,
  type SensitivityDocument,
} from "../../measure/sensitivity.js";
import { figure as figureText, humanise } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { PERCENT_LABELS } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH } from "./chart.js";

/** Bars of a chart: beyond, they are too short to tell apart. */
const MOST_BARS = 10;
const BAR_HEIGHT = 26;
/** Effects below this share are rounding, not dependence. */
const LEAST_EFFECT = 0.0005;
/** Of Okabe and Ito's set: orange for the constant lowered, blue for it raised. */
const COLORS = { lowered: "#E69F00", raised: "#0072B2" } as const;

const TITLES: Readonly<Record<string, string>> = {
  sync_latency_seconds: "p99 sync latency",
  cilium_clustermesh_apiserver_bootstrap_seconds: "bootstrap of the clustermesh-apiserver",
  cilium_kvstoremesh_bootstrap_seconds: "bootstrap of kvstoremesh",
  etcd_cpu_cores: "CPU of the busiest etcd",
  process_resident_memory_bytes: "memory of the largest etcd",
};

/** The tornado charts of a run that has a sensitivity.json; none otherwise. */
export function tornadoCharts(docs: RunDocuments): readonly Chart[] {
  return docs.sensitivity === undefined ? [] : tornadoChartsOf(docs.sensitivity);
}

/** One chart for each figure and topology of the document. */
export function tornadoChartsOf(document: SensitivityDocument): readonly Chart[] {
  return document.figures.map((figure) => tornadoChart(document, figure));
}

function tornadoChart(
  { change, costProfile }: SensitivityDocument,
  figure: FigureSensitivity,
): Chart {
  const { topology, metric, base, unit } = figure;
  const name = `tornado-${metric.replaceAll("_", "-")}-${topology}`;
  const title = `What moves the ${TITLES[metric] ?? metric}, ${topologyWord(topology)}`;
  const bars = figure.oneAtATime
    .filter((effect) => effectOf(effect, base) >= LEAST_EFFECT)
    .slice(0, MOST_BARS);
  if (bars.length === 0) {
    const percent = humanise(change, "ratio");
    return emptyChart(name, title, `no constant moves it by ${percent} of change`);
  }
  const share = (value: number): number => Number(((value - base) / base).toPrecision(6));
  const values = bars.flatMap(({ constant, confidence, low, high }) => {
    const label = `${constant} (${confidence})`;
    return [
      { label, direction: "lowered", effect: share(low) },
      { label, direction: "raised", effect: share(high) },
    ];
  });
  const directions: JsonObject = {
    field: "direction",
    type: "nominal",
    scale: { domain: ["lowered", "raised"], range: [COLORS.lowered, COLORS.raised] },
    legend: { title: `Constant by ${humanise(change, "ratio")}`, orient: "top" },
  };
  return drawChart({
    name,
    title,
    subtitle: [
      `Change of the figure (${figureText(base, unit).text}) when one constant of the profile "${costProfile}" changes.`,
      "The axis holds 0; in brackets, how sure the constant is.",
    ],
    description: bars.map((bar) => inWords(bar, base)).join("; "),
    body: {
      width: PLOT_WIDTH,
      height: bars.length * BAR_HEIGHT,
      data: { values },
      layer: [
        {
          mark: { type: "bar", height: { band: 0.7 } },
          encoding: {
            y: rows(bars.map((bar) => `${bar.constant} (${bar.confidence})`)),
            x: X_AXIS,
            color: directions,
          },
        },
        { mark: { type: "rule", color: INK.text }, encoding: { x: { datum: 0 } } },
      ],
    },
  });
}

const X_AXIS: JsonObject = {
  field: "effect",
  type: "quantitative",
  stack: null,
  axis: { title: "Change of the figure", labelExpr: PERCENT_LABELS, tickCount: 7 },
};

function rows(order: readonly string[]): JsonObject {
  return { field: "label", type: "nominal", sort: order, axis: { title: null } };
}

function inWords(
  { constant, low, high }: FigureSensitivity["oneAtATime"][number],
  base: number,
): string {
  const word = (value: number): string => {
    const share = (value - base) / base;
    return `${share < 0 ? "−" : "+"}${humanise(Math.abs(share), "ratio")}`;
  };
  return `${constant}: ${word(low)} lowered, ${word(high)} raised`;
}
