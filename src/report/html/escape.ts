/**
 * Escaping for the three places where a report puts foreign text: HTML, JSON inside a script element, and code inside
 * one. Everything that comes from a document goes through here, since scenario files are written by other people.
 */

/** Text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Prose for HTML: escaped, and no line break between a number and its unit. */
export function escapeProse(text: string): string {
  const unit = /(?<=\d) (?=(?:%|µs|ms|s|min|h|[kKMGT]?i?B|cores?|times)\b|%|[kMG]?B?\/s)/g;
  return escapeHtml(text).replace(unit, "\u00a0");
}

/** A value as JSON that cannot end the script element around it, nor open a comment in it. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** Trusted code (our own and the libraries'), kept from ending its script element by a string that says so. */
export function escapeScript(code: string): string {
  return code.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

/** Text in which http(s) addresses are links; all of it is escaped. */
export function linkAddresses(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"'()]+[^\s<>"'().,;:])/)
    .map((part, index) =>
      index % 2 === 1
        ? `<a href="${escapeHtml(part)}" rel="noopener noreferrer">${escapeHtml(part)}</a>`
        : escapeHtml(part),
    )
    .join("");
}
