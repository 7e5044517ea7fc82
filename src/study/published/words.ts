/** How the page and the charts write a published figure's numbers: values with units, bounds, ratios, verdicts. */
import { humanise, withSeparators } from "../../report/format.js";
import type { Unit } from "../../scenario/metric-catalogue.js";
import { offBy } from "./judge.js";
import type { FigureResult } from "./results.js";

/** `about 500 s`, `at most 1 core`, `200,000 to 500,000`; a dash when nothing is published as a number. */
export function publishedWords({ published }: FigureResult): string {
  if (published === null) return "–";
  const { value, low, high, is, unit } = published;
  if (low !== undefined && high !== undefined) return rangeWords(low, high, unit);
  const words = valueWords(value ?? 0, unit);
  return is === "about" ? words : `${is} ${words}`;
}

/** `10 to 12 cores`: the unit once when both ends have the same. */
export function rangeWords(low: number, high: number, unit: Unit): string {
  const [first, last] = [valueWords(low, unit), valueWords(high, unit)];
  const suffix = / [^ ]+$/.exec(last)?.[0];
  const isShared = suffix !== undefined && first.endsWith(suffix);
  return `${isShared ? first.slice(0, -suffix.length) : first} to ${last}`;
}

/** The simulated value; a dash when there is none. */
export function simulatedWords({ simulated, unit }: FigureResult): string {
  return simulated === null || unit === null ? "–" : valueWords(simulated, unit);
}

/**
 * A value as sources write it: seconds stay seconds and counts are written out, so that they can be found there.
 * A ratio is a plain factor here, never a percentage.
 */
export function valueWords(value: number, unit: Unit): string {
  if (unit === "ratio" || unit === "count") return threeDigits(value);
  if (unit === "seconds" && value >= 1) return `${threeDigits(value)} s`;
  return humanise(value, unit);
}

/** `x 0.84`: simulated over published. */
export function ratioWords({ ratio }: FigureResult): string {
  return ratio === null ? "–" : `× ${threeDigits(ratio)}`;
}

/** The verdict in words: `reproduced`, `off by a factor of 3.3 (too low)`, `cannot be decided`. */
export function verdictWords(result: FigureResult): string {
  const { verdict, ratio } = result;
  if (verdict === "reproduced") return "reproduced";
  if (verdict === "undecided") return "cannot be decided";
  const factor = offBy(ratio);
  if (factor === null || ratio === null) return "off";
  return `off by a factor of ${threeDigits(factor)} (too ${ratio < 1 ? "low" : "high"})`;
}

/** Three digits, with all digits before the point. */
export function threeDigits(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return withSeparators(rounded);
}
