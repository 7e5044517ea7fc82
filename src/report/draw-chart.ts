/**
 * All pictures of one chart at once: what one turn of drawing makes, wherever it takes place (draw-charts.ts).
 * Not here: how a picture is made (render-chart.ts), and the page that holds it.
 */
import type { DrawnChart } from "./charts/chart.js";
import { renderNarrowSvg, renderPng, renderSvg } from "./render-chart.js";

/** Which pictures a report needs beside the wide SVG. */
export interface WantedPictures {
  /** Only the page has a reader with a phone. */
  readonly narrow: boolean;
  readonly png: boolean;
}

export interface Pictures {
  readonly svg: string;
  readonly narrowSvg?: string;
  readonly png?: Uint8Array<ArrayBuffer>;
}

/** Draws the chart. Throws when its specification is not valid: that is a bug of the chart. */
export async function drawPictures(chart: DrawnChart, wanted: WantedPictures): Promise<Pictures> {
  const svg = await renderSvg(chart);
  const narrow = wanted.narrow ? { narrowSvg: await renderNarrowSvg(chart) } : {};
  // Copied, since a thread hands its memory over, and that of a Buffer may be shared with others.
  const png = wanted.png ? { png: new Uint8Array(renderPng(svg)) } : {};
  return { svg, ...narrow, ...png };
}
