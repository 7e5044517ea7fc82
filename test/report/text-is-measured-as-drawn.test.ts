/** Widths come from the font itself: "1,000,000" at 10 px is 51 px wide, where Vega alone would guess 72. */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { readTextWidths } from "../../src/report/text-width.js";

const require = createRequire(import.meta.url);
const measure = readTextWidths(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"));

it("knows digits, commas and letters outside ASCII", () => {
  // DejaVu Sans: digit 1303/2048 em, comma 651/2048 em; µ is 1303/2048 em.
  expect(measure("1,000,000", 10)).toBeCloseTo(((7 * 1303 + 2 * 651) / 2048) * 10, 6);
  expect(measure("µ", 2048)).toBe(1303);
  expect(measure("", 11)).toBe(0);
});

it("grows with the size", () => {
  expect(measure("watchers", 22)).toBeCloseTo(2 * measure("watchers", 11), 9);
});
