/**
 * A table of the report as HTML, in a box of its own that scrolls sideways on narrow screens.
 * Not here: what is in it (../tables.ts).
 */
import type { Cell, Table } from "../tables.js";
import { escapeHtml } from "./escape.js";

/** The table, or a sentence when it has no rows. */
export function renderTable(table: Table): string {
  const caption = escapeHtml(table.caption);
  if (table.rows.length === 0) return `<p class="empty">${caption}: no figures in this run.</p>`;
  return `<div class="card">
${renderRows(table)}</div>`;
}

/** The table without a box around it. */
export function renderRows(table: Table): string {
  const caption = escapeHtml(table.caption);
  const head = table.columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join("");
  const rows = table.rows.map((row) => `<tr>${row.map(renderCell).join("")}</tr>`).join("\n");
  const note = table.note === undefined ? "" : `<p class="note">${escapeHtml(table.note)}</p>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table: ${caption}">
<table id="table-${escapeHtml(table.name)}"><caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}
</tbody></table></div>${note}`;
}

function renderCell(cell: Cell, index: number): string {
  const code = cell.code === undefined ? "" : `<code>${escapeHtml(cell.code)}</code>`;
  const title = cell.exact === undefined ? "" : ` title="${escapeHtml(cell.exact)}"`;
  const text = escapeHtml(cell.text);
  if (index === 0) return `<th scope="row"${title}>${text}${code}</th>`;
  return `<td${title}>${text}${code}</td>`;
}
