/** A counter adds up what it is given, and refuses to fall. */
import { expect, it } from "vitest";
import { Counter } from "../../src/measure/counter.js";

it("adds up", () => {
  const counter = new Counter();
  for (const amount of [3, 0, 4]) counter.add(amount);
  expect(counter.total).toBe(7);
});

it("refuses what would make it fall, or is no number", () => {
  const counter = new Counter();
  expect(() => counter.add(-1)).toThrow("only grows");
  expect(() => counter.add(NaN)).toThrow("only grows");
});
