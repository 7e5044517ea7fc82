/** The order of rows is part of the contract of summary.json and metrics.ndjson. */
import { expect, test } from "vitest";
import type { MetricsRow, SummaryRow } from "../../src/measure/documents.js";
import { sortMetricsRows, sortSummaryRows } from "../../src/runner/sort-rows.js";

function row(change: Partial<SummaryRow>): SummaryRow {
  const topology = "original";
  return { topology, metric: "m", labels: {}, stat: "max", unit: "count", value: 1, ...change };
}

test("rows are sorted by topology, metric, labels and statistic", () => {
  const sorted = [
    row({ topology: "kvstoremesh", metric: "z" }),
    row({ metric: "a", labels: { cluster: "c1" } }),
    row({ metric: "a", labels: { cluster: "c10" } }),
    row({ metric: "a", labels: { cluster: "c2" }, stat: "max" }),
    row({ metric: "a", labels: { cluster: "c2" }, stat: "mean" }),
    row({ metric: "b" }),
  ];
  expect(sortSummaryRows([...sorted].reverse())).toEqual(sorted);
});

test("a row is written the same way whatever order its fields and labels came in", () => {
  const one = row({ labels: { a: "1", b: "2" } });
  const { value, labels, ...rest } = one;
  const other: SummaryRow = { value, labels: { b: "2", a: "1" }, ...rest };
  expect(JSON.stringify(other)).not.toBe(JSON.stringify(one));
  expect(JSON.stringify(sortSummaryRows([other]))).toBe(JSON.stringify(sortSummaryRows([one])));
  expect(labels).toEqual({ a: "1", b: "2" });
});

test("bins follow each other in time, after the row about the whole window", () => {
  const times = [10, null, 9, 100];
  const rows: readonly MetricsRow[] = times.map((t) => ({ ...row({}), t }));
  expect(sortMetricsRows(rows).map(({ t }) => t)).toEqual([null, 9, 10, 100]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  "%s is refused, since JSON has no word for it",
  (value) => {
    expect(() => sortSummaryRows([row({ value })])).toThrow("m {} max should be finite");
  },
);
