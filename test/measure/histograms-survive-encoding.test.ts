/** A histogram that went through its encoding says the same, and goes on as before. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";

const samples = fc.array(
  fc.record({
    // From nothing to three hours: beyond what a histogram holds before it grows.
    ns: fc.integer({ min: 0, max: 10_800e9 }),
    count: fc.integer({ min: 1, max: 1e7 }),
  }),
  { maxLength: 30 },
);
const digits = fc.constantFrom(1 as const, 2 as const, 3 as const);

function figures(histogram: LatencyHistogram): readonly unknown[] {
  const { count, sumNs, minNs, maxNs } = histogram;
  return [count, sumNs, minNs, maxNs, histogram.cdf(20)];
}

it("for any samples", () => {
  fc.assert(
    fc.property(samples, digits, (parts, significantDigits) => {
      const original = new LatencyHistogram(significantDigits);
      for (const { ns, count } of parts) original.record(ns, count);
      const copy = LatencyHistogram.decode(original.encode());
      expect(figures(copy)).toEqual(figures(original));
      expect(copy.encode()).toBe(original.encode());
      for (const histogram of [original, copy]) histogram.record(5e6, 3);
      expect(figures(copy)).toEqual(figures(original));
    }),
    { numRuns: 40 },
  );
});

it("the order of samples does not show, even when the histogram grew", () => {
  const orders = [
    [1e6, 100e9, 4_000e9],
    [4_000e9, 100e9, 1e6],
  ];
  const [one, other] = orders.map((order) => {
    const histogram = new LatencyHistogram();
    for (const ns of order) histogram.record(ns);
    return histogram.encode();
  });
  expect(one).toBe(other);
});

it("merging works across sizes and digits", () => {
  const short = new LatencyHistogram(2);
  const long = new LatencyHistogram(3);
  short.record(2e6, 10);
  long.record(3_600e9, 10);
  short.merge(long);
  expect([short.count, short.minNs, short.maxNs]).toEqual([20, 2e6, 3_600e9]);
  expect(short.quantileNs(0.5) / 2e6).toBeCloseTo(1, 1);
  expect(short.quantileNs(0.9) / 3_600e9).toBeCloseTo(1, 1);
});

it("refuses text that it did not write", () => {
  const other = JSON.parse(new LatencyHistogram().encode()) as Record<string, unknown>;
  expect(() => LatencyHistogram.decode(JSON.stringify({ ...other, count: 7 }))).toThrow("samples");
  expect(() => LatencyHistogram.decode("no JSON")).toThrow();
});
