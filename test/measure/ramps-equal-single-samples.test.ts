/** n samples spread evenly in one call must say what n calls say. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";

const ramp = fc.record({
  first: fc.integer({ min: 100_000, max: 1e8 }),
  width: fc.integer({ min: 0, max: 1e9 }),
  count: fc.integer({ min: 1, max: 5_000 }),
});

it("count and sum exactly, quantiles within a small part of the ramp", () => {
  fc.assert(
    fc.property(ramp, ({ first, width, count }) => {
      const last = count === 1 ? first : first + width;
      const [inOne, singly] = [new LatencyHistogram(), new LatencyHistogram()];
      inOne.recordRamp(first, last, count);
      for (let i = 0; i < count; i += 1) {
        singly.record(first + (count === 1 ? 0 : ((last - first) * i) / (count - 1)));
      }
      expect(inOne.count).toBe(count);
      expect(inOne.meanNs / singly.meanNs).toBeCloseTo(1, 9);
      expect([inOne.minNs, inOne.maxNs]).toEqual([singly.minNs, singly.maxNs]);
      for (const q of [0.1, 0.5, 0.9, 0.99]) {
        const allowed = 0.003 * singly.quantileNs(q) + 0.012 * (last - first) + 2_000;
        expect(Math.abs(inOne.quantileNs(q) - singly.quantileNs(q))).toBeLessThan(allowed);
      }
    }),
    { numRuns: 60 },
  );
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
