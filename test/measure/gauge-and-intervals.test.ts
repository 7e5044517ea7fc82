/** A gauge's mean is weighted by time; an interval is Student's. */
import { expect, it } from "vitest";
import { Gauge } from "../../src/measure/gauge.js";
import { LatencySeries } from "../../src/measure/latency-series.js";
import { meanInterval, studentT975 } from "../../src/measure/statistics.js";

it("weights by time, from the start of the window", () => {
  const gauge = new Gauge(0, 100);
  gauge.set(10, 0);
  gauge.startWindow(20);
  gauge.set(20, 4);
  gauge.add(30, -3);
  expect(gauge.mean(60)).toBe((4 * 10 + 1 * 30) / 40);
  expect(gauge.max(60)).toBe(4);
  expect(gauge.value(60)).toBe(1);
  expect(gauge.integral(60)).toBe(4 * 10 + 1 * 30);
});

it("knows Student's t", () => {
  expect([1, 19, 30].map(studentT975)).toEqual([12.706, 2.093, 2.042]);
  expect(studentT975(1000)).toBe(1.96);
});

it("gives the textbook interval, and none for one value", () => {
  const { mean, halfWidth, n } = meanInterval([2, 4, 4, 4, 5, 5, 7, 9]);
  expect([mean, n]).toEqual([5, 8]);
  expect(halfWidth).toBeCloseTo((2.365 * 2.13809) / Math.sqrt(8), 4);
  expect(meanInterval([3]).halfWidth).toBe(Infinity);
});

it("a latency series puts samples into the bin in which they became known", () => {
  const series = new LatencySeries({ binNs: 1_000, originNs: 10_000 });
  for (const at of [10_000, 10_999, 13_500]) series.recordRamp(at, 5e6, 5e6, 2);
  expect(series.bins().map(({ endNs, histogram }) => [endNs, histogram.count])).toEqual([
    [11_000, 4],
    [12_000, 0],
    [13_000, 0],
    [14_000, 2],
  ]);
});

it("a latency series that gets too long joins its bins and keeps every sample", () => {
  const series = new LatencySeries({ binNs: 1_000, originNs: 0, maxBins: 4 });
  for (let at = 0; at < 13_000; at += 1_000) series.record(at, 5e6, at / 1_000);
  expect(series.bins().map(({ endNs, histogram }) => [endNs, histogram.count])).toEqual([
    [4_000, 6],
    [8_000, 22],
    [12_000, 38],
    [16_000, 12],
  ]);
});
