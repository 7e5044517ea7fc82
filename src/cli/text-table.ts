/**
 * Aligned columns without borders, as kubectl prints them: easy to read, and easy to cut with grep and awk.
 */

/** The table with its header line; columns are two spaces apart, the last one is not padded. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header.map((name) => name.toUpperCase()), ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => width(row[column]))));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function width(cell: string | undefined): number {
  return cell?.length ?? 0;
}
