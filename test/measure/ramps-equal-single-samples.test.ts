/** n samples spread evenly in one call must say what n calls say. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";

/** Ramps up to three decades wide. */
const ramp = fc.record({
  first: fc.integer({ min: 100_000, max: 1e8 }),
  ratio: fc.oneof(
    fc.double({ min: 1, max: 3, noNaN: true }),
    fc.double({ min: 1, max: 1_000, noNaN: true }),
  ),
  count: fc.integer({ min: 2, max: 5_000 }),
});

const QUANTILES = [0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999];

it("count, sum and extremes exactly, every quantile within 1 % and a microsecond", () => {
  fc.assert(
    fc.property(ramp, ({ first, ratio, count }) => {
      const last = Math.round(first * ratio);
      const [inOne, singly] = [new LatencyHistogram(), new LatencyHistogram()];
      inOne.recordRamp(first, last, count);
      for (let i = 0; i < count; i += 1) singly.record(first + ((last - first) * i) / (count - 1));
      expect(inOne.count).toBe(count);
      expect(inOne.meanNs / singly.meanNs).toBeCloseTo(1, 9);
      expect([inOne.minNs, inOne.maxNs]).toEqual([singly.minNs, singly.maxNs]);
      for (const q of QUANTILES) {
        const exact = singly.quantileNs(q);
        // Values are kept in whole microseconds, on both sides.
        const allowed = 0.01 * exact + 1_000;
        expect(Math.abs(inOne.quantileNs(q) - exact), `quantile ${q}`).toBeLessThanOrEqual(allowed);
      }
    }),
    { numRuns: 100 },
  );
});

it("one sample lies in the middle, and none leaves nothing", () => {
  const histogram = new LatencyHistogram();
  histogram.recordRamp(2e6, 4e6, 1);
  histogram.recordRamp(9e6, 10e6, 0);
  expect([histogram.count, histogram.meanNs, histogram.maxNs]).toEqual([1, 3e6, 3e6]);
});

it("merging does not depend on the order", () => {
  const parts = [3, 1, 2].map((scale) => {
    const histogram = new LatencyHistogram();
    histogram.recordRamp(scale * 1e6, scale * 5e6, 1_000);
    return histogram;
  });
  const merged = (order: readonly number[]) => {
    const all = new LatencyHistogram();
    for (const index of order) all.merge(parts[index] ?? new LatencyHistogram());
    return JSON.stringify([all.count, all.sumNs, all.cdf(50)]);
  };
  expect(merged([0, 1, 2])).toBe(merged([2, 0, 1]));
});

it("an empty histogram has no figures to mislead", () => {
  const empty = new LatencyHistogram();
  expect([empty.count, empty.meanNs, empty.quantileNs(0.99), empty.maxNs]).toEqual([0, 0, 0, 0]);
});

it("no quantile exceeds the maximum", () => {
  const histogram = new LatencyHistogram();
  for (const ns of [1_234_567, 7_654_321]) histogram.record(ns);
  expect(histogram.quantileNs(1)).toBe(7_654_321);
  expect(histogram.quantileNs(0)).toBeGreaterThanOrEqual(1_234_567);
});
