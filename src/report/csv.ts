/**
 * summary.json as one table of comma-separated values (RFC 4180, but with \n line ends, as Unix tools expect).
 * One row a figure, one column a label, values in base units with all their digits: for spreadsheets and scripts.
 * Not for reading by eye; that is summary-text.ts. Text that a spreadsheet would take for a formula is made text.
 */
import type { SummaryDocument } from "../measure/documents.js";

/** The results as CSV with a header line. Label columns come after `metric`, in alphabetical order. */
export function renderCsv(summary: SummaryDocument): string {
  const names = new Set(summary.results.flatMap((row) => Object.keys(row.labels)));
  const labels = [...names].sort();
  const header = ["topology", "metric", ...labels, "stat", "unit", "value"];
  const lines = summary.results.map((row) => [
    ...[row.topology, row.metric, ...labels.map((name) => row.labels[name] ?? "")].map(noFormula),
    row.stat,
    row.unit,
    String(row.value),
  ]);
  return [header.map(noFormula), ...lines]
    .map((cells) => `${cells.map(quoted).join(",")}\n`)
    .join("");
}

/** Spreadsheets run cells that begin so (https://owasp.org/www-community/attacks/CSV_Injection); a quote stops them. */
function noFormula(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
