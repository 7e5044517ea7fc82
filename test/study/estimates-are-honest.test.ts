/** What is said of a figure over seeds: exact quantiles, intervals with n, verdicts that may be "inconclusive". */
import { expect, it } from "vitest";
import { studentTQuantile } from "../../src/measure/student-t.js";
import { studentT975 } from "../../src/measure/statistics.js";
import {
  estimate,
  judge,
  pairedDifference,
  relativePrecision,
  tooFewSamples,
  tooFewSeeds,
} from "../../src/study/estimate.js";

it("Student's t is that of the tables", () => {
  for (let df = 1; df <= 30; df += 1) {
    expect(studentTQuantile(0.975, df)).toBeCloseTo(studentT975(df), 3);
  }
  // Tables: t(0.995, 9) = 3.2498, t(0.95, 4) = 2.1318, and the normal distribution in the limit.
  expect(studentTQuantile(0.995, 9)).toBeCloseTo(3.2498, 4);
  expect(studentTQuantile(0.95, 4)).toBeCloseTo(2.1318, 4);
  expect(studentTQuantile(0.975, 1e6)).toBeCloseTo(1.95996, 4);
});

it("an interval is mean plus and minus t standard errors, and knows its n", () => {
  const result = estimate([1, 2, 3, 4]);
  expect(result).toMatchObject({ mean: 2.5, n: 4, method: "student-t" });
  expect(result.halfWidth).toBeCloseTo((3.18245 * Math.sqrt(5 / 3)) / 2, 4);
  expect(estimate([1, 2, 3, 4], 0.99).halfWidth).toBeGreaterThan(result.halfWidth);
});

it("one value says nothing of its spread, equal values are exact", () => {
  expect(estimate([7])).toMatchObject({ mean: 7, n: 1, lowCI: -Infinity, highCI: Infinity });
  expect(estimate([])).toMatchObject({ mean: NaN, n: 0 });
  expect(estimate([7, 7, 7])).toMatchObject({ lowCI: 7, highCI: 7, method: "exact" });
});

it("the bootstrap gives the same interval twice, around the mean", () => {
  const values = [1, 1, 2, 3, 20];
  const once = estimate(values, { method: "bootstrap" });
  expect(estimate(values, { method: "bootstrap" })).toEqual(once);
  expect(once.lowCI).toBeGreaterThanOrEqual(1);
  expect(once.lowCI).toBeLessThan(once.mean);
  expect(once.highCI).toBeGreaterThan(once.mean);
});

it("pairs cancel what both sides share", () => {
  const a = [10, 20, 30, 40];
  const b = [11, 21, 31.2, 40.8];
  const paired = pairedDifference(a, b);
  expect(paired.mean).toBeCloseTo(1, 9);
  expect(paired.halfWidth).toBeLessThan(0.3);
  expect(estimate(b).halfWidth).toBeGreaterThan(10);
  expect(paired.relative?.mean).toBeCloseTo(0.04, 9);
  expect(() => pairedDifference([1], [1, 2])).toThrow(RangeError);
});

it("a limit within the interval is inconclusive, never passed", () => {
  const figure = estimate([4, 5, 6]);
  expect(judge(figure, { max: 10 })).toBe("holds");
  expect(judge(figure, { max: 1 })).toBe("breaks");
  expect(judge(figure, { max: 5.5 })).toBe("inconclusive");
  expect(judge(estimate([5]), { max: 10 })).toBe("inconclusive");
  expect(judge(estimate([5, 5]), { max: 5 })).toBe("holds");
  expect(judge(figure, { min: 10 })).toBe("breaks");
});

it("too few seeds or samples for a claim are named", () => {
  expect(tooFewSeeds(5)).toBeUndefined();
  expect(tooFewSeeds(3)).toContain("at least 5");
  expect(tooFewSamples("p99", 1000)).toBeUndefined();
  expect(tooFewSamples("p99", 999)).toContain("1,000 are needed");
  expect(tooFewSamples("p99.9", 5000)).toContain("10,000 are needed");
  expect(tooFewSamples("mean", 1)).toBeUndefined();
  expect(relativePrecision(estimate([0, 0]))).toBe(0);
});
