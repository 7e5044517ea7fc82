/** A line has at most 200 points however long the run; merging keeps means and, where asked, peaks. */
import { expect, it } from "vitest";
import type { MetricsRow } from "../../src/measure/documents.js";
import { POINTS_MAX, timePoints } from "../../src/report/charts/time-points.js";
import { sampleRun } from "./sample-run.js";

const QUERY = { topology: "original", metric: "m", stat: "rate" } as const;

it("keeps every bin of a short run, and begins where its first bin began", () => {
  const points = timePoints(run([1, 2, 3]), QUERY, {});
  expect(points.map(({ t, value }) => [t, value])).toEqual([
    [0, 1],
    [10, 1],
    [20, 2],
    [30, 3],
  ]);
});

it("merges neighbours of a long run to their mean, or to the highest", () => {
  const docs = run(Array.from({ length: 2 * POINTS_MAX }, (_, i) => (i % 2 === 0 ? 1 : 5)));
  const means = timePoints(docs, QUERY, {});
  expect(means).toHaveLength(POINTS_MAX + 1);
  expect(new Set(means.map((point) => point.value))).toEqual(new Set([3]));
  const peaks = timePoints(docs, QUERY, { merge: "max" });
  expect(new Set(peaks.map((point) => point.value))).toEqual(new Set([5]));
});

it("adds up rows of the same time", () => {
  const docs = run([1, 2]);
  const twice = { ...docs, metrics: [...docs.metrics, ...docs.metrics] };
  expect(timePoints(twice, QUERY, {}).map((point) => point.value)).toEqual([2, 2, 4]);
});

function run(values: readonly number[]): ReturnType<typeof sampleRun> {
  const metrics = values.map((value, index): MetricsRow => {
    const t = (index + 1) * 10;
    return { ...QUERY, labels: { cluster: "all" }, unit: "1/s", t, value };
  });
  return { ...sampleRun(), metrics };
}
