/**
 * Foreign text in Markdown: harmless on GitHub and in other renderers, where raw HTML, links, pictures, mentions of
 * people and table borders would otherwise come alive.
 */

/** A paragraph or list item without markup. */
export function escapeMarkdown(text: string): string {
  return escapeInline(text)
    .replace(/^([-+#=])/, "\\$1")
    .replace(/^(\d+)([.)]) /, "$1\\$2 ");
}

/** Text within a line, such as a table's cell. Control characters go; line ends become spaces. */
function escapeInline(text: string): string {
  return text
    .replace(/[\r\n\t]+/g, " ")
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;")
    .replace(/[\\`*_[\]|~]/g, "\\$&");
}

/** A table; cells of the columns in `asTheyAre` are markup of our own. */
export function markdownTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  asTheyAre: readonly number[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(escapeInline)),
    line(columns.map(() => "---")),
    ...rows.map((row) =>
      line(row.map((cell, index) => (asTheyAre.includes(index) ? cell : escapeInline(cell)))),
    ),
  ].join("\n");
}
