/**
 * What a chart is: a Vega-Lite specification with a name and a text alternative, or the reason why there is nothing to
 * draw. Also the frame that all charts share: fonts, colours, title and the five settings without which Vega cuts
 * labels or fills log axes with a comb of lines. Not here: rendering (../render-chart.ts).
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { topologyWord } from "../words.js";

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A value of a specification's data as a word; nothing for what is missing or no single value. */
export function wordOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** A chart that has data. */
export interface DrawnChart {
  /** File name without ending, unique in a report. */
  readonly name: string;
  readonly title: string;
  /** What the picture shows, with its main numbers: the text alternative. */
  readonly description: string;
  /** A complete Vega-Lite v6 specification with its data inside. */
  readonly spec: JsonObject;
  /** Another specification for a phone, where a narrower plot alone would not do (narrow.ts). */
  readonly narrow?: JsonObject;
}

/** A chart without data; the report prints the reason instead of an empty picture. */
export interface EmptyChart {
  readonly name: string;
  readonly title: string;
  readonly emptyBecause: string;
}

export type Chart = DrawnChart | EmptyChart;

/** Width of a plot in pixels, without axis labels: with them a chart stays below 900. */
export const PLOT_WIDTH = 620;

/** Name of a layer that only the wide picture has room for. */
export const WIDE_ONLY = "wide-only";

/** Text, secondary text, axis and grid colours. The page's style sheet recolours exactly these in dark mode. */
export const INK = { text: "#1f2933", muted: "#52606d", axis: "#9aa5b1", grid: "#d9e2ec" } as const;
/** The paper behind a chart in its own file; transparent in the page. */
export const PAPER = "#ffffff";

/**
 * Colours of the two topologies: blue and vermillion of Okabe and Ito's colour-blind-safe set, both with a contrast
 * of at least 3:1 on white and on the page's dark paper.
 */
export const TOPOLOGY_COLORS: Readonly<Record<TopologyName, string>> = {
  original: "#0072B2",
  kvstoremesh: "#D55E00",
};
const TOPOLOGY_SHAPES: Readonly<Record<TopologyName, string>> = {
  original: "circle",
  kvstoremesh: "triangle-up",
};
const TOPOLOGY_DASHES: Readonly<Record<TopologyName, readonly number[]>> = {
  original: [1, 0],
  kvstoremesh: [6, 3],
};

/** Dash by topology without a legend, for lines whose legend shows the marker's shape. */
export const DASH_BY_TOPOLOGY: JsonObject = {
  condition: {
    test: `datum.topology === '${topologyWord("kvstoremesh")}'`,
    value: TOPOLOGY_DASHES.kvstoremesh,
  },
  value: TOPOLOGY_DASHES.original,
};

/** Colour, shape and dash by topology, as encodings for the field `topology` (which holds topologyWord). */
export function topologyEncodings(topologies: readonly TopologyName[]): {
  readonly color: JsonObject;
  readonly shape: JsonObject;
  readonly strokeDash: JsonObject;
} {
  const domain = topologies.map(topologyWord);
  const legend: JsonObject = { title: null, orient: "top" };
  const encoding = (range: readonly Json[]): JsonObject => ({
    field: "topology",
    type: "nominal",
    scale: { domain, range },
    legend,
  });
  return {
    color: encoding(topologies.map((topology) => TOPOLOGY_COLORS[topology])),
    shape: encoding(topologies.map((topology) => TOPOLOGY_SHAPES[topology])),
    strokeDash: encoding(topologies.map((topology) => TOPOLOGY_DASHES[topology])),
  };
}

/** Joins title, description and the shared settings around the body of a specification. */
export function drawChart(parts: {
  readonly name: string;
  readonly title: string;
  /** Says where the axis starts or that it is logarithmic, among other things. One string a line. */
  readonly subtitle: readonly string[];
  readonly description: string;
  readonly body: JsonObject;
}): DrawnChart {
  const spec: JsonObject = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: parts.description,
    title: { text: parts.title, subtitle: parts.subtitle },
    background: PAPER,
    padding: 12,
    ...parts.body,
    config: CONFIG,
  };
  return { name: parts.name, title: parts.title, description: parts.description, spec };
}

/** Says that a chart has no data, and why. */
export function emptyChart(name: string, title: string, emptyBecause: string): EmptyChart {
  return { name, title, emptyBecause };
}

/** True for a chart that can be rendered. */
export function isDrawn(chart: Chart): chart is DrawnChart {
  return "spec" in chart;
}

const CONFIG: JsonObject = {
  font: "DejaVu Sans, Verdana, sans-serif",
  view: { stroke: null },
  title: {
    anchor: "start",
    frame: "bounds",
    fontSize: 15,
    color: INK.text,
    subtitleColor: INK.muted,
    subtitleFontSize: 11,
    subtitlePadding: 4,
    offset: 14,
  },
  axis: {
    labelLimit: 0,
    titleLimit: 0,
    labelColor: INK.muted,
    titleColor: INK.text,
    titleFontWeight: "normal",
    labelFontSize: 11,
    titleFontSize: 11,
    gridColor: INK.grid,
    gridOpacity: 0.5,
    domainColor: INK.axis,
    tickColor: INK.axis,
    titlePadding: 8,
  },
  legend: {
    labelLimit: 0,
    titleLimit: 0,
    labelColor: INK.text,
    titleColor: INK.text,
    titleFontWeight: "normal",
    labelFontSize: 11,
    titleFontSize: 11,
    symbolSize: 90,
    columnPadding: 18,
  },
  header: {
    labelLimit: 0,
    titleLimit: 0,
    labelColor: INK.text,
    titleColor: INK.text,
    labelFontSize: 11,
  },
};
