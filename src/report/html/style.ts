/**
 * The page's style sheet: calm, readable on a phone and on paper, light or dark as the reader's system is.
 * Charts are recoloured here too: their SVG carries the colours of charts/chart.ts (INK, PAPER) as attributes, which any
 * style rule outranks, so one picture serves both modes.
 */
import { INK, PAPER } from "../charts/chart.js";

/** The style sheet's text. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f5f7fa; --card: #ffffff; --ink: ${INK.text}; --muted: ${INK.muted};
  --line: #d9e2ec; --axis: ${INK.axis}; --grid: ${INK.grid}; --link: #0b5c94;
  --original: #0072B2; --kvstoremesh: #D55E00; --alarm: #9a3412; --alarm-paper: #fff4e6;
  --code: #eef2f6;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #101418; --card: #181d23; --ink: #e6eaee; --muted: #a7b2bd;
    --line: #2d353e; --axis: #5b6773; --grid: #39424c; --link: #7cc4f0;
    --original: #3d9bd6; --kvstoremesh: #e8772e; --alarm: #ffb074; --alarm-paper: #2c2016;
    --code: #11161b;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
header, nav, main, footer { max-width: 1040px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 36px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 48px 0 12px; scroll-margin-top: 12px; }
h3 { font-size: 1.05rem; margin: 28px 0 8px; }
p { margin: 0 0 12px; max-width: 78ch; overflow-wrap: anywhere; }
a { color: var(--link); }
a, summary, .scroll { border-radius: 4px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 20px; top: 8px; background: var(--card); padding: 4px 10px; }
.lead { color: var(--muted); }
.facts { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 0 0 4px; padding: 0;
  list-style: none; color: var(--muted); font-size: 0.9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 18px 0 0; padding: 10px 0;
  list-style: none; border-block: 1px solid var(--line); font-size: 0.92rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: 16px 20px; margin: 0 0 12px; }
.card p { max-width: none; }
.card p:last-child { margin-bottom: 0; }
.headline { font-size: 1.3rem; line-height: 1.4; font-weight: 600; max-width: 62ch; margin: 0 0 18px; }
.headline.alarm { padding: 12px 16px; border: 1px solid; border-radius: 8px; max-width: none; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 12px;
  margin: 0 0 18px; padding: 0; list-style: none; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px 12px; }
.tile h3 { margin: 0 0 6px; font-size: 0.88rem; font-weight: 600; color: var(--muted); }
.value { display: grid; grid-template-columns: 7.4em 1fr; gap: 0 8px; align-items: baseline; }
.value .who { color: var(--muted); font-size: 0.86rem; }
.value strong { font-size: 1.12rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.value .of { grid-column: 2 / -1; }
.of { color: var(--muted); font-size: 0.82rem; }
.value .bar { grid-column: 1 / -1; height: 5px; border-radius: 3px; margin: 1px 0 7px; background: var(--axis); }
.original .bar { background: var(--original); }
.kvstoremesh .bar { background: var(--kvstoremesh); }
.answer { border-left-width: 5px; font-size: 1rem; }
.answer.original { border-left-color: var(--original); }
.answer.kvstoremesh { border-left-color: var(--kvstoremesh); }
.alarm { background: var(--alarm-paper); border-color: var(--alarm); }
.alarm strong, .alarm code { color: var(--alarm); }
.alarm code { background: none; padding: 0; }
.warnings { margin: 0; padding-left: 20px; }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0 0 8px; }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; vertical-align: top; }
th:last-child, td:last-child { padding-right: 2px; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--muted); font-weight: 600; border-bottom-width: 2px; }
tbody th { font-weight: 400; }
#table-clusters :is(th, td) { padding-right: 9px; font-size: 0.86rem; }
[id$="objectives"] :is(td, th), #table-mesh thead th { white-space: normal; }
[id$="objectives"] { font-size: 0.86rem; }
[id$="objectives"] tbody th { overflow-wrap: anywhere; min-width: 20ch; }
#table-mesh thead th { vertical-align: bottom; }
#table-incidents thead th { white-space: normal; vertical-align: bottom; min-width: 9ch; }
#table-incidents tbody th { white-space: normal; min-width: 26ch; }
#table-key-figures caption, #table-pick caption { position: absolute; left: -9999px; }
tbody th code { display: block; color: var(--muted); font-size: 0.78rem; background: none; padding: 0; }
.prose td, .prose th { text-align: left; white-space: normal; min-width: 7ch; }
.prose td { overflow-wrap: break-word; }
.prose tbody th code { overflow-wrap: normal; white-space: nowrap; font-size: 0.84rem; }
.prose .number { text-align: right; white-space: nowrap; overflow-wrap: normal; }
.prose .long { min-width: 22ch; }
.note { color: var(--muted); font-size: 0.88rem; margin: 8px 0 0; }
.note + .card { margin-top: 14px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.86rem; }
code { background: var(--code); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
pre { background: var(--code); border-radius: 6px; padding: 12px 14px; margin: 8px 0 0;
  overflow-x: auto; line-height: 1.45; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
figure { margin: 0 0 16px; background: var(--card); border: 1px solid var(--line);
  border-radius: 8px; padding: 10px 10px 12px; }
figcaption { color: var(--muted); font-size: 0.88rem; padding: 0 10px; }
figcaption p { margin: 6px 0 0; max-width: none; }
figcaption details { display: inline-block; margin-right: 18px; vertical-align: top; max-width: 100%; }
figcaption details[open] { display: block; margin: 6px 0; }
figcaption caption { font-weight: 400; padding-top: 8px; }
figcaption table { width: auto; font-size: 0.82rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 470px), 1fr)); gap: 12px; margin-bottom: 12px; }
.pair figure { margin: 0; padding-inline: 4px; min-width: 0; }
.sr { position: absolute; left: -9999px; }
.picture, .phone { margin: 0 auto; position: relative; max-width: 100%; }
.picture { width: max-content; }
.phone { display: none; width: max-content; }
figure svg { display: block; background: transparent !important; max-width: 100%; height: auto; overflow: visible; }
figure svg text { font-family: inherit; }
figure [fill="${PAPER}"] { fill: transparent; }
figure [fill="${INK.text}"] { fill: var(--ink); }
figure [stroke="${INK.text}"] { stroke: var(--ink); }
figure [fill="${INK.muted}"] { fill: var(--muted); }
figure [stroke="${INK.muted}"] { stroke: var(--muted); }
figure [stroke="${INK.axis}"] { stroke: var(--axis); }
figure [stroke="${INK.grid}"] { stroke: var(--grid); }
.zoom, .pick { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 8px 14px;
  margin: 0 0 12px; font-size: 0.92rem; }
.zoom { position: sticky; bottom: 8px; z-index: 2; border-color: var(--link); display: flex; flex-wrap: wrap;
  gap: 4px 12px; align-items: center; }
.zoom[hidden] { display: none; }
.zoom input, .pick select, .zoom button, figcaption button { font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--axis); border-radius: 4px; padding: 1px 8px; }
.zoom input { width: 6.5em; }
figcaption button { font-size: 0.82rem; cursor: pointer; }
#table-fields, #table-changed-fields { font-size: 0.86rem; }
:is(#table-fields, #table-changed-fields) :is(td, th) { text-align: left; }
:is(#table-fields, #table-changed-fields) td:last-child { white-space: normal; min-width: 26ch; color: var(--muted); }
:is(#table-fields, #table-changed-fields) td { overflow-wrap: anywhere; min-width: 8ch; max-width: 22ch; white-space: normal; }
:is(#table-fields, #table-changed-fields) tbody th code { display: inline; color: inherit; font-size: 0.82rem; }
#table-fields td:last-child, #table-changed-fields td:last-child { max-width: none; }
.picture .vega-embed { padding-right: 0; }
.picture .vega-embed details:not([open]) > summary { opacity: 0.55; }
.picture .vega-embed summary:focus-visible { opacity: 1; outline: 3px solid var(--link); }
.picture .vega-embed .vega-actions a { color: #1f2933; }
.empty { color: var(--muted); border: 1px dashed var(--line); border-radius: 8px; padding: 10px 16px;
  max-width: none; }
details.fold { border-top: 1px solid var(--line); padding: 8px 0; }
summary { cursor: pointer; }
li { overflow-wrap: anywhere; }
dt { font-weight: 600; }
dd { margin: 0 0 10px; max-width: 78ch; color: var(--muted); }
footer { color: var(--muted); font-size: 0.88rem; padding-top: 24px; padding-bottom: 48px; }
@media screen and (max-width: 640px) {
  .has-phone .picture { display: none; }
  .has-phone .phone { display: block; }
  figure { padding: 8px 6px 10px; }
  .headline { font-size: 1.12rem; }
}
@media (max-width: 600px) {
  header, nav, main, footer { padding-left: 14px; padding-right: 14px; }
  h1 { font-size: 1.45rem; }
  .card { padding: 12px 14px; }
  .answer { font-size: 1rem; }
  table { font-size: 0.86rem; }
  th, td { padding-right: 10px; }
  tbody th { white-space: normal; min-width: 10ch; }
  tbody th code { display: none; }
  .prose tbody th code { display: inline; }
  :is(#table-key-figures, #table-sample, #table-stations, #table-stages) :is(th, td) { padding-right: 8px; }
  :is(#table-key-figures, #table-sample, #table-stations, #table-stages) { font-size: 0.77rem; }
  .card:has(:is(#table-key-figures, #table-sample, #table-stations, #table-stages)) { padding-inline: 10px; }
  #table-incidents tbody th { min-width: 16ch; }
  :is(#table-incidents, #table-invariants, [id^="table-incident-"]) { font-size: 0.77rem; }
  :is(#table-incidents, #table-invariants, [id^="table-incident-"]) :is(th, td) { padding-right: 8px; }
  [id^="table-incident-"] td:not(:last-child) { white-space: normal; }
  .card:has([id^="table-incident-"]) { padding-inline: 10px; }
}
@media print {
  body { background: #fff; font-size: 11pt; }
  nav, .skip, .vega-embed summary { display: none; }
  header, main, footer { max-width: none; padding: 0; }
  figure, .answer, tr { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  details.fold::details-content { content-visibility: visible; block-size: auto; }
  .scroll { overflow: visible; }
  .picture { width: auto; }
  .zoom, .pick, figcaption button { display: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
}
`;
