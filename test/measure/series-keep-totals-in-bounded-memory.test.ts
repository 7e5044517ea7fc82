/** However long a run is, a series stays short, and joining its bins loses no amount. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Gauge } from "../../src/measure/gauge.js";
import { GaugeSeries, RateSeries } from "../../src/measure/time-series.js";

const SECOND = 1e9;

it("sums amounts per bin, as a rate per second", () => {
  const series = new RateSeries({ binNs: SECOND / 2, maxBins: 10 });
  for (const [atNs, amount] of [
    [0, 1],
    [4e8, 2],
    [5e8, 3],
    [16e8, 5],
  ] as const) {
    series.add(atNs, amount);
  }
  expect(series.bins().map(({ endNs, perSecond }) => [endNs / 1e8, perSecond])).toEqual([
    [5, 6],
    [10, 6],
    [15, 0],
    [20, 10],
  ]);
  expect(series.sum(0, SECOND)).toBe(6);
  expect([series.maxPerSecond(0, SECOND), series.maxPerSecond(0, 2 * SECOND)]).toEqual([6, 10]);
});

it("spreads an amount over the bins by time", () => {
  const series = new RateSeries({ binNs: 10, maxBins: 100 });
  series.addSpread(5, 25, 8);
  expect([series.sum(0, 10), series.sum(10, 20), series.sum(20, 30)]).toEqual([2, 4, 2]);
  series.addSpread(15, 15, 3);
  expect(series.sum(10, 20)).toBe(7);
});

it("doubles its bins when it would get too long, and keeps every amount", () => {
  const series = new RateSeries({ binNs: 1, maxBins: 4 });
  for (let t = 0; t < 13; t += 1) series.add(t, t);
  expect(series.binNs).toBe(4);
  expect([0, 4, 8, 12].map((t) => series.sum(t, t + 4))).toEqual([6, 22, 38, 12]);
});

const stretches = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 2_000 }),
    length: fc.integer({ min: 0, max: 500 }),
    amount: fc.integer({ min: 0, max: 100 }),
  }),
  { minLength: 1, maxLength: 50 },
);

it("for any stretches: at most so many bins, and the same sum", () => {
  fc.assert(
    fc.property(stretches, fc.integer({ min: 2, max: 20 }), (parts, maxBins) => {
      const series = new RateSeries({ binNs: 3, maxBins });
      for (const { from, length, amount } of parts) series.addSpread(from, from + length, amount);
      const total = parts.reduce((sum, { amount }) => sum + amount, 0);
      expect(series.bins().length).toBeLessThanOrEqual(maxBins);
      expect(series.sum(0, 1e9)).toBeCloseTo(total, 6);
    }),
  );
});

it("a gauge's bins have the mean weighted by time, and the maximum", () => {
  const series = new GaugeSeries({ binNs: 10, maxBins: 10 });
  series.set(5, 4);
  series.set(5, 9);
  series.set(6, 2);
  series.set(25, 0);
  expect(series.bins(30)).toEqual([
    { endNs: 10, mean: (9 * 1 + 2 * 4) / 10, max: 9 },
    { endNs: 20, mean: 2, max: 2 },
    { endNs: 30, mean: 1, max: 2 },
  ]);
});

const changes = fc.array(
  fc.record({ gap: fc.integer({ min: 0, max: 90 }), value: fc.integer({ min: 0, max: 50 }) }),
  { minLength: 1, maxLength: 60 },
);

it("for any changes: at most so many bins, with the gauge's own integral and maximum", () => {
  fc.assert(
    fc.property(changes, fc.integer({ min: 2, max: 9 }), (steps, maxBins) => {
      const series = new GaugeSeries({ binNs: 5, maxBins });
      const gauge = new Gauge(0);
      let now = 0;
      for (const { gap, value } of steps) {
        now += gap;
        series.set(now, value);
        gauge.set(now, value);
      }
      now += 1;
      const bins = series.bins(now);
      let beginNs = 0;
      let integral = 0;
      for (const { endNs, mean } of bins) {
        integral += mean * (endNs - beginNs);
        beginNs = endNs;
      }
      expect(bins.length).toBeLessThanOrEqual(maxBins);
      expect(beginNs).toBe(now);
      expect(integral).toBeCloseTo(gauge.integral(now), 6);
      expect(Math.max(...bins.map(({ max }) => max))).toBe(gauge.max());
    }),
  );
});
