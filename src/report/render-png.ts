/**
 * An SVG of render-chart.ts as PNG. Apart from it, so that a thread can make PNGs without the chart libraries
 * (png-worker.ts).
 */
import { Resvg, type ResvgRenderOptions } from "@resvg/resvg-js";
import { PAPER } from "./charts/chart.js";
import { BOLD_FONT, REGULAR_FONT } from "./fonts.js";

/** PNG pixels per SVG pixel: sharp on screens of twice the density. */
const PNG_ZOOM = 2;

const OPTIONS: ResvgRenderOptions = {
  background: PAPER,
  fitTo: { mode: "zoom", value: PNG_ZOOM },
  font: {
    loadSystemFonts: false,
    fontFiles: [REGULAR_FONT, BOLD_FONT],
    defaultFontFamily: "DejaVu Sans",
  },
};

/** An SVG of renderSvg as PNG, twice as many pixels in each direction, on white. */
export function renderPng(svg: string): Buffer {
  return new Resvg(svg, OPTIONS).render().asPng();
}
