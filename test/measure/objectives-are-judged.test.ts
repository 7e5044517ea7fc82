/** Judging rows by objectives: the worst row decides, and an interval around the limit is never a pass. */
import { describe, expect, it } from "vitest";
import type { SummaryRow } from "../../src/measure/documents.js";
import { judgeSlos, overall } from "../../src/measure/slos.js";
import type { Slo } from "../../src/scenario/scenario.js";

const LATENCY: Slo = {
  metric: "sync_latency_seconds",
  stat: "p99",
  max: 1,
  labels: { type: "all" },
};

function row(stat: string, value: number, labels: SummaryRow["labels"] = { type: "all" }) {
  const metric = "sync_latency_seconds";
  return { topology: "original", metric, labels, stat, unit: "seconds", value } as const;
}

const judge = (rows: readonly SummaryRow[], slo = LATENCY) => judgeSlos([slo], rows);

describe("an objective", () => {
  it("holds at its limit and is missed above it", () => {
    expect(judge([row("p99", 1)])[0]?.passed).toBe(true);
    expect(judge([row("p99", 1.001)])[0]?.passed).toBe(false);
  });

  it("is inconclusive when the interval straddles the limit", () => {
    const around = (low: number, high: number) =>
      judge([row("p99", 0.9), row("p99_ci95_low", low), row("p99_ci95_high", high)])[0]?.passed;
    expect(around(0.8, 1.1)).toBe("inconclusive");
    expect(around(0.8, 1)).toBe(true);
    expect(around(1.01, 1.1)).toBe(false);
  });

  it("is judged by the worst of its rows, and by no others", () => {
    const of = (type: string, cluster: string, value: number) =>
      row("p99", value, { type, cluster });
    const [result] = judge([of("all", "a", 0.5), of("all", "b", 0.7), of("nodes", "c", 9)]);
    expect(result).toMatchObject({ value: 0.7, worst: { cluster: "b" }, passed: true });
  });

  it("of a figure that no run has is not a pass", () => {
    const [result] = judge([row("p50", 1)]);
    expect(result?.passed).toBe("inconclusive");
    expect(result).not.toHaveProperty("value");
  });

  it("of one topology does not speak of the other", () => {
    const results = judge([row("p99", 9)], { ...LATENCY, topology: "kvstoremesh" });
    expect(results.map(({ passed }) => passed)).toEqual(["inconclusive"]);
  });
});

it("the whole is as good as its worst part", () => {
  const all = (...verdicts: readonly (boolean | "inconclusive")[]) =>
    overall(verdicts.map((passed) => ({ passed })));
  expect(all(true, true)).toBe(true);
  expect(all(true, "inconclusive")).toBe("inconclusive");
  expect(all("inconclusive", false, true)).toBe(false);
});
