/** A simulated value is judged by the published one and the class of tolerance, on both sides of each edge. */
import { expect, it } from "vitest";
import { judge, offBy } from "../../../src/study/published/judge.js";
import type { Tolerance } from "../../../src/study/published/tolerance.js";

const about = (value: number, tolerance: Tolerance) => ({ low: value, high: value, tolerance });

it.each([
  ["exact", 300_000, 300_183, "reproduced"],
  ["exact", 100, 101.1, "off"],
  ["10%", 500, 549, "reproduced"],
  ["10%", 500, 451, "off"],
  ["factor 2", 14, 7, "reproduced"],
  ["factor 2", 14, 28.1, "off"],
  ["order of magnitude", 1, 3.16, "reproduced"],
  ["order of magnitude", 1, 3.17, "off"],
] as const)("%s: %d published, %d simulated: %s", (tolerance, published, simulated, verdict) => {
  expect(judge(about(published, tolerance), simulated).verdict).toBe(verdict);
});

it("a bound is open on its other side", () => {
  const most = { high: 60, tolerance: "exact" } as const;
  expect(judge(most, 1)).toMatchObject({ verdict: "reproduced", allowed: { low: null } });
  expect(judge(most, 61).verdict).toBe("off");
  const least = { low: 50, tolerance: "direction" } as const;
  expect(judge(least, 50).verdict).toBe("reproduced");
  expect(judge(least, 49.9)).toMatchObject({ verdict: "off", ratio: 0.998 });
});

it("inside a published range the ratio is 1, outside it is that to the nearer end", () => {
  const range = { low: 10, high: 12, tolerance: "exact" } as const;
  expect(judge(range, 11)).toMatchObject({ verdict: "reproduced", ratio: 1 });
  expect(judge(range, 24)).toMatchObject({ verdict: "off", ratio: 2 });
  expect(judge(range, 5)).toMatchObject({ verdict: "off", ratio: 0.5 });
});

it("a published 0 allows nothing else, and has no ratio", () => {
  const none = { high: 0, tolerance: "exact" } as const;
  expect(judge(none, 0)).toMatchObject({ verdict: "reproduced", ratio: 1 });
  expect(judge(none, 1)).toMatchObject({ verdict: "off", ratio: null });
});

it("too low and too high by the same factor are equally far", () => {
  expect(offBy(0.25)).toBe(4);
  expect(offBy(4)).toBe(4);
  expect(offBy(0)).toBeNull();
});
