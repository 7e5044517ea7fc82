/** What people read: three digits and a prefix; programs read summary.json instead. */
import { describe, expect, it } from "vitest";
import { change, exactly, figure, humanise } from "../../src/report/format.js";

describe("humanise", () => {
  it.each([
    [0, "seconds", "0 s"],
    [0.000_012_34, "seconds", "12.3 µs"],
    [0.012_34, "seconds", "12.3 ms"],
    [0.999_999_6, "seconds", "1 s"],
    [95.04, "seconds", "95 s"],
    [500, "seconds", "8.33 min"],
    [9_000, "seconds", "2.5 h"],
    [512, "bytes", "512 B"],
    [15 * 2 ** 30, "bytes", "15 GiB"],
    [64_000, "wire bytes", "64 kB"],
    [1_234_567, "bytes/s", "1.23 MB/s"],
    [45_600, "1/s", "45.6 k/s"],
    [0.25, "1/s", "0.25 /s"],
    [0.362, "ratio", "36.2 %"],
    [12.345, "ratio", "1,235 %"],
    [1, "cores", "1 core"],
    [0.004_21, "cores", "0.00421 cores"],
    [12_345, "count", "12,345"],
    [1_234_567, "count", "1.23 M"],
    [2.5, "count", "2.5"],
  ] as const)("writes %d %s as %s", (value, unit, text) => {
    expect(humanise(value, unit)).toBe(text);
  });

  it("keeps the exact value beside it", () => {
    expect(exactly(1_234_567.891, "bytes")).toBe("1,234,567.891 bytes");
    expect(figure(undefined, "seconds")).toEqual({
      text: "–",
      exact: "no such figure in this run",
    });
  });
});

describe("change", () => {
  it.each([
    [200, 200, "same"],
    [200, 2, "−99 %"],
    [3_137_400, 249, "−99.99 %"],
    [200, 0, "−100 %"],
    [100, 112, "+12 %"],
    [100, 101.5, "+1.5 %"],
    [1, 3.1, "×3.1"],
    [0, 5, "–"],
    [undefined, 5, "–"],
  ])("from %s to %s is %s", (from, to, text) => {
    expect(change(from, to)).toBe(text);
  });
});
