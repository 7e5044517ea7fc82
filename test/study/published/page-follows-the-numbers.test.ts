/** The page says what the numbers say: another value gives another verdict, count and list, without an edit. */
import { expect, it } from "vitest";
import { validationPage } from "../../../src/study/published/page.js";
import { resultsOf } from "../../../src/study/published/results.js";
import { loadFigure } from "./figure-text.js";

function pageWith(value: number): string {
  const figures = [loadFigure({ missing: "A disk." })];
  const head = { version: "0", seed: "1" };
  return validationPage(
    figures,
    resultsOf(figures, () => ({ value, warnings: [] }), head),
  );
}

it("a value within the tolerance is reproduced", () => {
  const page = pageWith(3);
  expect(page).toContain("1 published figures have a verdict: 1 reproduced, 0 off.");
  expect(page).toContain("| [Tiny](#tiny) | 2 s | 3 s | × 1.5 | factor 2 | reproduced |");
  expect(page).toContain("Nowhere among these figures.");
  expect(page).not.toContain("A disk");
});

it("a value outside is off by a factor, and the page says what may be missing", () => {
  const page = pageWith(0.5);
  expect(page).toContain("0 reproduced, 1 off.");
  expect(page).toContain(
    "- **Tiny**, off by a factor of 4 (too low): published 2 s, simulated 500 ms. Probably missing: a disk.",
  );
  expect(page).toContain("tolerance factor 2 allows 1 to 4 s");
});
