/**
 * Redraws a chart for a phone: the same data and marks on a narrow plot, with words broken into lines, legends in few
 * columns and the names of rows above them. Scaling the wide picture down instead would make its text unreadable.
 * Not a layout engine: the caller draws twice and gives the plot the width that is left (../render-chart.ts).
 */
import type { DrawnChart, Json, JsonObject } from "./chart.js";
import { WIDE_ONLY, wordOf } from "./chart.js";

/** Pixels of the whole picture: a screen of 390 without its margins. */
export const NARROW_WIDTH = 336;
/** Letters of a line at the sizes below, for text of mean width. */
const TITLE_LETTERS = 40;
const SUBTITLE_LETTERS = 54;
const PANEL_LETTERS = 46;
/** From this length on the name of a row is broken. */
const ROW_LETTERS = 15;
const ROW_LINE = 11;
const LETTER_PX = 6.3;
const SYMBOL_PX = 34;
const LEAST_PLOT = 110;

/** The chart with plots of so many pixels; a chart that has a narrow form of its own gives that. */
export function narrowChart(chart: DrawnChart, plotWidth: number): DrawnChart {
  if (chart.narrow !== undefined) return { ...chart, spec: chart.narrow };
  const config = chart.spec["config"] as JsonObject;
  const narrowed = narrowView(chart.spec, narrowPlot(plotWidth));
  const spec: JsonObject = {
    ...narrowed,
    title: pageTitle(chart.spec["title"] as JsonObject),
    padding: 4,
    config: narrowConfig(config),
  };
  return { ...chart, spec };
}

/** The width that a plot gets where so many pixels are left for it. */
export function narrowPlot(left: number): number {
  return Math.max(LEAST_PLOT, Math.floor(left));
}

function narrowConfig(config: JsonObject): JsonObject {
  const part = (name: string): JsonObject => (config[name] ?? {}) as JsonObject;
  return {
    ...config,
    title: { ...part("title"), fontSize: 13, subtitleFontSize: 10, offset: 8 },
    axis: { ...part("axis"), labelFontSize: 10, titleFontSize: 10, titlePadding: 5 },
    axisX: { labelOverlap: "greedy", labelSeparation: 6 },
    legend: { ...part("legend"), labelFontSize: 10, titleFontSize: 10, columnPadding: 8 },
    header: { ...part("header"), labelFontSize: 10, labelOrient: "top", labelAnchor: "start" },
  };
}

function narrowView(
  view: JsonObject,
  width: number,
  around: readonly JsonObject[] = [],
): JsonObject {
  const own = rowNames(view, around);
  const names = own.length > 0 ? own : around.flatMap((one) => rowNames(one, around));
  const entries = Object.entries(view).map(([key, value]): [string, Json] => {
    if (key === "width" && typeof value === "number") return [key, width];
    if (key === "title") return [key, panelTitle(value)];
    if (key === "encoding") {
      return [key, narrowEncoding(value as JsonObject, { was: view["width"], names })];
    }
    if (key === "height") return [key, rowHeight(view, names)];
    if (key === "layer" || key === "vconcat") return [key, narrowViews(value, width, view)];
    if (key === "spec") return [key, narrowView(value as JsonObject, width, [view])];
    if (key === "facet") return [key, narrowFacet(value as JsonObject)];
    return [key, value];
  });
  return Object.fromEntries(entries);
}

function narrowViews(views: Json, width: number, parent: JsonObject): Json {
  return (
    (views as readonly JsonObject[])
      .filter((view) => view["name"] !== WIDE_ONLY)
      // A layer takes its width from the view around it; constants of its encodings are meant for that.
      .map((view) => {
        const inherited = parent["width"];
        const sized =
          inherited === undefined || view["width"] !== undefined
            ? view
            : { ...view, width: inherited };
        const narrowed = narrowView(sized, width, [parent]);
        if (view["width"] !== undefined) return narrowed;
        return Object.fromEntries(Object.entries(narrowed).filter(([key]) => key !== "width"));
      })
  );
}

function narrowEncoding(
  encoding: JsonObject,
  options: {
    /** The plot's width on a wide screen. */
    readonly was: Json | undefined;
    readonly names: readonly string[];
  },
): JsonObject {
  const { was, names } = options;
  const entries = Object.entries(encoding).map(([channel, value]): [string, Json] => {
    if (!isObject(value)) return [channel, value];
    if (channel === "y") return [channel, withAxis(value, rowAxis(value, names))];
    if (channel === "x") {
      // A mark at the plot's right edge stays there.
      if (typeof was === "number" && value["value"] === was) return [channel, { value: "width" }];
      return [channel, withAxis(value, { tickCount: 4 })];
    }
    return [channel, isObject(value["legend"]) ? withLegend(value) : value];
  });
  return Object.fromEntries(entries);
}

function narrowFacet(facet: JsonObject): JsonObject {
  const { row } = facet;
  if (!isObject(row)) return facet;
  const header = {
    ...(row["header"] as JsonObject),
    labelOrient: "top",
    labelAlign: "left",
    labelPadding: 2,
  };
  return { ...facet, row: { ...row, header } };
}

/** Names of rows in lines; amounts with fewer ticks. */
function rowAxis(y: JsonObject, names: readonly string[]): JsonObject {
  if (y["type"] !== "nominal" && y["type"] !== "ordinal") return { tickCount: 4 };
  const axis = y["axis"] as JsonObject | null | undefined;
  const long = names.filter((name) => name.length > ROW_LETTERS);
  if (axis?.["labelExpr"] !== undefined || long.length === 0) return {};
  const lines = Object.fromEntries(long.map((name) => [name, rowLines(name)]));
  return {
    labelLineHeight: ROW_LINE,
    labelExpr: `(${JSON.stringify(lines)})[datum.label] || datum.label`,
  };
}

/** A name in lines; a hyphen may end one. */
function rowLines(name: string): readonly string[] {
  return wrapped(name.replaceAll("-", "- "), ROW_LETTERS).map((line) => line.replaceAll("- ", "-"));
}

/** A row is as high as the lines of its name, which may have two marks beside them. */
function rowHeight(view: JsonObject, names: readonly string[]): Json {
  const { height } = view;
  if (!isObject(height) || typeof height["step"] !== "number") return height ?? null;
  const most = Math.max(1, ...names.map((name) => rowLines(name).length));
  const encoding = view["encoding"] as JsonObject | undefined;
  const marks = isObject(encoding?.["yOffset"]) && height["for"] === undefined ? 2 : 1;
  return { ...height, step: Math.max(height["step"], Math.ceil((most * ROW_LINE + 3) / marks)) };
}

/** What the rows of a view are called. */
function rowNames(view: JsonObject, around: readonly JsonObject[]): readonly string[] {
  const y = (view["encoding"] as JsonObject | undefined)?.["y"];
  const layers = view["layer"] as readonly JsonObject[] | undefined;
  const inner = layers?.map((layer) => (layer["encoding"] as JsonObject | undefined)?.["y"]);
  const field = [y, ...(inner ?? [])].find(
    (one) => isObject(one) && typeof one["field"] === "string",
  );
  if (!isObject(field) || (field["type"] !== "nominal" && field["type"] !== "ordinal")) return [];
  const data = [view, ...(layers ?? []), ...around]
    .map((one) => (one["data"] as JsonObject | undefined)?.["values"])
    .find((values) => Array.isArray(values));
  const rows = (data ?? []) as readonly JsonObject[];
  return [...new Set(rows.map((row) => wordOf(row[field["field"] as string])))];
}

function withAxis(channel: JsonObject, more: JsonObject): JsonObject {
  if (!isObject(channel["axis"])) return channel;
  return { ...channel, axis: { ...channel["axis"], ...more } };
}

function withLegend(channel: JsonObject): JsonObject {
  const domain = (channel["scale"] as JsonObject | undefined)?.["domain"];
  const names = Array.isArray(domain) ? (domain as readonly Json[]).map(String) : [];
  const longest = Math.max(1, ...names.map((name) => name.length));
  const columns = Math.floor(NARROW_WIDTH / (longest * LETTER_PX + SYMBOL_PX));
  const legend = {
    ...(channel["legend"] as JsonObject),
    orient: "top",
    columns: Math.max(1, columns),
  };
  return { ...channel, legend };
}

function pageTitle({ text, subtitle }: JsonObject): JsonObject {
  const lines = Array.isArray(subtitle) ? (subtitle as readonly string[]).join(" ") : "";
  return {
    text: wrapped(wordOf(text), TITLE_LETTERS),
    subtitle: wrapped(lines, SUBTITLE_LETTERS),
  };
}

function panelTitle(title: Json): Json {
  if (!isObject(title) || typeof title["text"] !== "string") return title;
  return { ...title, text: wrapped(title["text"], PANEL_LETTERS), fontSize: 10 };
}

/** Text in lines of at most so many letters, where its words allow. */
export function wrapped(text: string, letters: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last === undefined || last.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
