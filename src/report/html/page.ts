/**
 * The report as one HTML file. It needs no network, no script to be read, and no other file; the same documents always
 * give the same bytes. Not here: what stands in it (sections.ts).
 */
import { isDrawn } from "../charts/chart.js";
import type { RunDocuments } from "../run-documents.js";
import { PAGE_SCRIPT } from "./behaviour.js";
import { escapeHtml, escapeJson } from "./escape.js";
import { readChartLibraries } from "./libraries.js";
import type { RenderedChart } from "./figure.js";
import { packData } from "./pack-data.js";
import { pickData } from "./pick.js";
import { renderHeader, renderSections, sectionsOf } from "./sections.js";
import { PAGE_STYLE } from "./style.js";
import { withZoom } from "./zoom.js";

/** Nothing may be loaded, whatever a document smuggled in; vega compiles its expressions, hence unsafe-eval. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'; " +
  "img-src data: blob:; base-uri 'none'; form-action 'none'";

/** The whole page. `charts` are drawn in the order given. */
export function renderPage(docs: RunDocuments, charts: readonly RenderedChart[]): string {
  const { links, bodies } = renderSections(sectionsOf(docs, charts));
  const drawn = charts.map(({ chart }) => chart).filter(isDrawn);
  const specs = Object.fromEntries(
    drawn.map((chart) => [chart.name, packData(withZoom(chart.spec))]),
  );
  const libraries = readChartLibraries().map((code) => `<script>${code}</script>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="clustermesh-sim ${escapeHtml(docs.summary.version)}">
<link rel="icon" href="data:,">
<title>${escapeHtml(docs.summary.scenario.name)} · clustermesh-sim</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#answer">Skip to the answer</a>
${renderHeader(docs)}
<nav aria-label="Contents"><ul>
${links}
</ul></nav>
<main>
${bodies}
</main>
<footer><p>Made by clustermesh-sim ${escapeHtml(docs.summary.version)}. All figures are simulated.
Hold the pointer over a number for its exact value. The same charts are files (SVG, PNG, Vega-Lite) in
<code>charts/</code> beside this page, the figures in <code>summary.json</code> and <code>metrics.ndjson</code>.</p></footer>
<script type="application/json" id="chart-specs">${escapeJson(specs)}</script>
<script type="application/json" id="cluster-figures">${escapeJson(pickData(docs))}</script>
${libraries.join("\n")}
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
