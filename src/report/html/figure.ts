/**
 * A chart in the page: the picture for wide screens, the one for phones, what it shows in words, and its figures as
 * tables. Both pictures are complete without a script; the style sheet shows one of them.
 */
import { chartTables } from "../chart-data.js";
import type { Chart, DrawnChart } from "../charts/chart.js";
import { isDrawn } from "../charts/chart.js";
import type { ChartSection } from "../charts/all-charts.js";
import { compactSvg } from "./compact-svg.js";
import { escapeHtml } from "./escape.js";
import { renderRows } from "./table.js";

/**
 * A chart with its static pictures. They are missing when there was nothing to draw; an empty one stands for a chart
 * that the page draws by itself.
 */
export interface RenderedChart {
  readonly section: ChartSection;
  readonly chart: Chart;
  readonly svg?: string;
  /** The same for a phone; absent where the page draws by itself, or is paper. */
  readonly narrowSvg?: string;
}

/** The figure, or the reason why there is none. */
export function renderFigure({ chart, svg, narrowSvg }: RenderedChart): string {
  const title = escapeHtml(chart.title);
  if (!isDrawn(chart) || svg === undefined) {
    const reason = isDrawn(chart) ? "it was not rendered" : chart.emptyBecause;
    return `<p class="empty"><strong>${title}</strong> is not drawn: ${escapeHtml(reason)}.</p>`;
  }
  const label = `role="img" aria-label="${title}. ${escapeHtml(chart.description)}"`;
  const phone =
    narrowSvg === undefined ? "" : `\n<div class="phone" ${label}>${compactSvg(narrowSvg)}</div>`;
  const both = narrowSvg === undefined ? "" : ` class="has-phone"`;
  return `<figure id="chart-${escapeHtml(chart.name)}"${both}>
<div class="picture" ${label}>${compactSvg(svg)}</div>${phone}
<figcaption>${renderWords(chart)}${renderData(chart)}</figcaption>
</figure>`;
}

function renderWords(chart: DrawnChart): string {
  return `<details><summary>In words<span class="sr">: ${escapeHtml(chart.title)}</span></summary>
<p>${escapeHtml(chart.description)}</p></details>`;
}

function renderData(chart: DrawnChart): string {
  const tables = chartTables(chart);
  if (tables.length === 0) return "";
  return `<details class="data"><summary>As a table<span class="sr">: ${escapeHtml(chart.title)}</span></summary>
${tables.map(renderRows).join("\n")}</details>`;
}
