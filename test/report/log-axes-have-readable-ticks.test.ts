/** Ticks of logarithmic axes: 1-2-5 steps over short ranges, powers of ten over long ones. */
import { expect, it } from "vitest";
import { logDomain, logTicks } from "../../src/report/charts/axes.js";

it("has 1-2-5 steps below three decades", () => {
  expect(logTicks(0.002, 0.1)).toEqual([0.002, 0.005, 0.01, 0.02, 0.05, 0.1]);
});

it("has powers of ten above", () => {
  expect(logTicks(0.0001, 10)).toEqual([0.0001, 0.001, 0.01, 0.1, 1, 10]);
});

it.each([
  [
    [0.0031, 0.042],
    [0.002, 0.05],
  ],
  [
    [0.01, 0.01],
    [0.01, 0.05],
  ],
  [
    [1, 1000],
    [1, 1000],
  ],
  [[], [0.001, 1]],
])("puts %j into %j", (values, domain) => {
  expect(logDomain(values)).toEqual(domain);
});
