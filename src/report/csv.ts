/**
 * summary.json as one table of comma-separated values (RFC 4180, but with \n line ends, as Unix tools expect).
 * One row a figure, one column a label, values in base units with all their digits: for spreadsheets and scripts.
 * Not for reading by eye; that is summary-text.ts.
 */
import type { SummaryDocument } from "../measure/documents.js";

/** The results as CSV with a header line. Label columns come after `metric`, in alphabetical order. */
export function renderCsv(summary: SummaryDocument): string {
  const names = new Set(summary.results.flatMap((row) => Object.keys(row.labels)));
  const labels = [...names].sort();
  const header = ["topology", "metric", ...labels, "stat", "unit", "value"];
  const lines = summary.results.map((row) => [
    row.topology,
    row.metric,
    ...labels.map((name) => row.labels[name] ?? ""),
    row.stat,
    row.unit,
    String(row.value),
  ]);
  return [header, ...lines].map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
