/**
 * Renders a chart to SVG without a browser: Vega-Lite -> Vega -> SVG text; render-png.ts makes a PNG of that.
 * The same input gives the same bytes on every machine: widths and glyphs come from the DejaVu fonts of an npm package,
 * clip IDs are named after the chart (so that many SVGs can share one page), and no system font is looked at.
 */
import * as vega from "vega";
import type { TopLevelSpec } from "vega-lite";
import { compile } from "vega-lite";
import type { DrawnChart } from "./charts/chart.js";
import { NARROW_WIDTH, narrowChart, narrowPlot } from "./charts/narrow.js";
import { stillSpec } from "./charts/still.js";
import { BOLD_FONT, REGULAR_FONT } from "./fonts.js";
import { readTextWidths } from "./text-width.js";

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** Present at run time, absent from the typings of vega 6.4.0. */
interface TextMetrics {
  width: (item: TextItem, text: unknown) => number;
}

/** Present at run time and private: what the layout found, without padding. */
interface LaidOutView {
  readonly _viewWidth: number;
}

let measured = false;

/** The chart as SVG text. Throws when the specification is not valid Vega-Lite: that is a bug of the chart. */
export async function renderSvg(chart: DrawnChart): Promise<string> {
  const view = open(compileStrictly(chart));
  try {
    return nameIds(await view.toSVG(), chart.name);
  } finally {
    view.finalize();
  }
}

/** Plot of the first layout for a phone; then it takes what is left of the width. */
const TRIAL_PLOT = 200;

/**
 * The chart as SVG for a phone, for the page alone: its marks have no words for screen readers. What stands beside the plot
 * is known after a layout only; the same view is then laid out again at the width that is left, which gives the same
 * picture as a new one and takes half the time.
 */
export async function renderNarrowSvg(chart: DrawnChart): Promise<string> {
  const trial = narrowChart({ ...chart, name: `${chart.name}-narrow` }, TRIAL_PLOT);
  const still = { ...trial, spec: stillSpec(trial.spec) };
  if (chart.narrow !== undefined) return renderSvg(still);
  const spec = compileStrictly(still);
  const view = open(spec);
  try {
    await view.runAsync();
    const plot = narrowPlot(TRIAL_PLOT + NARROW_WIDTH - pictureWidth(view));
    for (const signal of plotWidths(spec)) view.signal(signal, plot);
    await view.resize().runAsync();
    return nameIds(await view.toSVG(), still.name);
  } finally {
    view.finalize();
  }
}

function open(spec: vega.Spec): vega.View {
  measureTextExactly();
  // Without this, clip IDs count up over all charts of a process and no two renderings are equal.
  vega.resetSVGDefIds();
  return new vega.View(vega.parse(spec), { renderer: "none" });
}

/** Width of the picture with all that stands around its plots, in whole pixels as in the SVG. */
function pictureWidth(view: vega.View): number {
  const { _viewWidth: inner } = view as unknown as LaidOutView;
  const { left, right } = view.padding() as { readonly left: number; readonly right: number };
  return inner + left + right;
}

/** Signals that hold the width of the trial's plots: one of the whole, or one that all panels share. */
function plotWidths(spec: vega.Spec): readonly string[] {
  const own = spec.width === TRIAL_PLOT ? ["width"] : [];
  const shared = (spec.signals ?? []).filter(
    (signal) => signal.name.endsWith("_width") && "value" in signal && signal.value === TRIAL_PLOT,
  );
  return [...own, ...shared.map((signal) => signal.name)];
}

function compileStrictly(chart: DrawnChart): vega.Spec {
  const warnings: string[] = [];
  try {
    const logger = collectingLogger(warnings);
    const { spec } = compile(chart.spec as unknown as TopLevelSpec, { logger });
    if (warnings.length === 0) return spec;
  } catch (error) {
    warnings.push(error instanceof Error ? error.message : String(error));
  }
  throw new Error(`chart ${chart.name}: Vega-Lite refuses it: ${warnings.join("; ")}`);
}

function measureTextExactly(): void {
  if (measured) return;
  const regular = readTextWidths(REGULAR_FONT);
  const bold = readTextWidths(BOLD_FONT);
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics };
  textMetrics.width = (item, text) => {
    const heavy = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
    const line = typeof text === "string" || typeof text === "number" ? String(text) : "";
    return (heavy ? bold : regular)(line, item.fontSize ?? 11);
  };
  measured = true;
}

/** Makes `clip0` and the like unique to the chart: in a page with many SVGs the first `clip0` would clip them all. */
function nameIds(svg: string, name: string): string {
  return svg
    .replace(/ id="([^"]+)"/g, ` id="${name}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${name}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${name}-$1"`);
}

function collectingLogger(warnings: string[]): vega.LoggerInterface {
  const logger: vega.LoggerInterface = {
    level: (level?: number) => (level === undefined ? vega.Warn : logger),
    error: (...messages) => {
      warnings.push(messages.join(" "));
      return logger;
    },
    warn: (...messages) => {
      warnings.push(messages.join(" "));
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
