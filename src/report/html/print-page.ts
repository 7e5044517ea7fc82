/**
 * The report for paper and for print to PDF: one HTML file without a script, everything unfolded, on A4 pages that carry
 * the scenario's name and their number. Make the PDF with any browser, for example
 * `chromium --headless --print-to-pdf=report.pdf print.html`.
 * Not a PDF writer: the browser breaks the pages, at the places that the style allows.
 */
import type { RunDocuments } from "../run-documents.js";
import { escapeHtml } from "./escape.js";
import type { RenderedChart } from "./figure.js";
import { renderHeader, renderSections, sectionsOf } from "./sections.js";
import { PAGE_STYLE } from "./style.js";

/** Nothing is loaded and nothing runs. */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'";

/** Sections that begin a page. */
const PAGE_BREAKS = [
  "mesh",
  "connections",
  "latency",
  "bottleneck",
  "etcd",
  "clusters",
  "incidents",
];

/** The whole page. */
export function renderPrintPage(docs: RunDocuments, charts: readonly RenderedChart[]): string {
  const wide = charts.map(({ section, chart, svg }) => ({
    section,
    chart,
    ...(svg === undefined ? {} : { svg }),
  }));
  const { links, bodies } = renderSections(sectionsOf(docs, wide));
  const name = docs.summary.scenario.name;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="clustermesh-sim ${escapeHtml(docs.summary.version)}">
<link rel="icon" href="data:,">
<title>${escapeHtml(name)} · clustermesh-sim</title>
<style>${PAGE_STYLE}${printStyle(`${name} · seed ${docs.summary.seed}`)}</style>
</head>
<body>
${renderHeader(docs)}
<nav aria-label="Contents"><ul>
${links}
</ul></nav>
<main>
${unfolded(bodies)}
</main>
<footer><p>Made by clustermesh-sim ${escapeHtml(docs.summary.version)}. All figures are simulated.</p></footer>
</body>
</html>
`;
}

/** Paper cannot be clicked: folded parts are open, except the words and tables that repeat a chart. */
function unfolded(bodies: string): string {
  return bodies
    .replaceAll('<details class="fold">', '<details class="fold" open>')
    .replace(/<figcaption>[\s\S]*?<\/figcaption>/g, "")
    .replaceAll(' tabindex="0" role="region"', ' role="region"');
}

function printStyle(title: string): string {
  const breaks = PAGE_BREAKS.map((id) => `section[aria-labelledby="${id}"]`).join(", ");
  return `
:root { color-scheme: light; }
@page { size: A4; margin: 18mm 14mm 16mm;
  @top-left { content: ${cssText(title)}; font: 9pt sans-serif; color: #52606d; }
  @top-right { content: "clustermesh-sim"; font: 9pt sans-serif; color: #52606d; }
  @bottom-center { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #52606d; } }
header, nav, main, footer { max-width: 182mm; }
.pair { grid-template-columns: 1fr 1fr; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@media print {
  nav { display: block; }
  body { font-size: 10pt; }
  ${breaks} { break-before: page; }
  figure, .tile, .card p, tr, dt, dd, li { break-inside: avoid; }
  thead { display: table-header-group; }
  figure { border: 0; padding: 0; margin-bottom: 6mm; }
  .picture { width: auto; }
  figure svg { margin: 0 auto; max-height: 235mm; }
  table { font-size: 8pt; }
  th, td { white-space: normal; overflow-wrap: break-word; padding-right: 6px; }
  h2 { margin-top: 0; }
  .card { padding: 8px 10px; }
}
`;
}

/** A string of CSS: foreign text cannot end it. */
function cssText(text: string): string {
  const escaped = text.replace(
    /[^A-Za-z0-9 .·_-]/g,
    (char) => `\\${(char.codePointAt(0) ?? 32).toString(16)} `,
  );
  return `"${escaped}"`;
}
