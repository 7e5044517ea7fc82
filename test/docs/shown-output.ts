/**
 * Compares what a page shows with what its commands print. A line `...` stands for any lines, `...` within a line for
 * any text. `refresh` puts present figures in the place of old ones, so that a page is renewed by `vitest -u`.
 */

const GAP = "...";

/** True when the lines that are shown are those that were printed, but for the gaps. */
export function matches(shown: readonly string[], printed: readonly string[]): boolean {
  const [first, ...rest] = shown;
  if (first === undefined) return printed.length === 0;
  if (first.trim() !== GAP) {
    return lineMatches(first, printed[0]) && matches(rest, printed.slice(1));
  }
  if (rest.length === 0) return true;
  return printed.some((_line, index) => matches(rest, printed.slice(index)));
}

/** The block anew: each stretch between gaps is looked for by the words that its first line begins with. */
export function refresh(shown: readonly string[], printed: readonly string[]): readonly string[] {
  if (matches(shown, printed)) return shown;
  const lines: string[] = [];
  let at = 0;
  let afterGap = false;
  for (const line of shown) {
    if (line.trim() === GAP) {
      lines.push(line);
      afterGap = true;
      continue;
    }
    if (afterGap) {
      const found = printed.findIndex((one, index) => index >= at && label(one) === label(line));
      at = found < 0 ? at : found;
      afterGap = false;
    }
    const now = printed[at] ?? line;
    lines.push(lineMatches(line, now) ? line : now);
    at += 1;
  }
  return lines;
}

function lineMatches(shown: string, printed: string | undefined): boolean {
  if (printed === undefined) return false;
  const parts = shown.trimEnd().split(GAP);
  if (parts.length === 1) return parts[0] === printed.trimEnd();
  const pattern = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join(".*");
  return new RegExp(`^${pattern}$`).test(printed.trimEnd());
}

/** What a line is about: its text up to the first figure or column. */
function label(line: string): string {
  return /^\s*\S[^0-9]*?(?=\s{2}|[0-9]|$)/.exec(line)?.[0].trim() ?? line;
}
