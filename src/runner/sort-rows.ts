/**
 * The order of rows in the result documents: topology, metric, labels, statistic, time. It is part of their contract,
 * so that two results can be compared line by line. Comparison is by UTF-16 code unit: no locale takes part.
 */
import type { Labels, MetricsRow, SummaryRow } from "../measure/documents.js";

/** Sorted copies of the rows, with their fields and labels in a fixed order. @throws Error on a value not finite. */
export function sortSummaryRows(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  return sortedSeries(rows, () => 0).flatMap(({ rows: list, labels }) =>
    list.map(({ topology, metric, stat, unit, value }) => ({
      topology,
      metric,
      labels,
      stat,
      unit,
      value,
    })),
  );
}

/** As sortSummaryRows; rows about the whole window (`t` null) come before the first bin. */
export function sortMetricsRows(rows: readonly MetricsRow[]): readonly MetricsRow[] {
  return sortedSeries(rows, ({ t }) => t ?? -1).flatMap(({ rows: list, labels }) =>
    list.map(({ topology, metric, stat, unit, t, value }) => ({
      topology,
      metric,
      labels,
      stat,
      unit,
      t,
      value,
    })),
  );
}

/** Rows that differ in their time and value only. */
interface Series<Row> {
  readonly key: string;
  /** In their order; all rows of the series share them. */
  readonly labels: Labels;
  readonly rows: Row[];
}

function sortedSeries<Row extends SummaryRow>(
  rows: readonly Row[],
  timeOf: (row: Row) => number,
): readonly Series<Row>[] {
  const byKey = new Map<string, Series<Row>>();
  let last: { readonly row: Row; readonly series: Series<Row> } | undefined;
  for (const row of rows) {
    if (!Number.isFinite(row.value)) throw notFinite(row);
    // The bins of a series come one after the other, with the same labels: their key is made once.
    const series =
      last !== undefined && isAlike(row, last.row) ? last.series : seriesOf(row, byKey);
    series.rows.push(row);
    last = { row, series };
  }
  const sorted = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const series of sorted) series.rows.sort((a, b) => timeOf(a) - timeOf(b));
  return sorted;
}

function isAlike(a: SummaryRow, b: SummaryRow): boolean {
  return (
    a.labels === b.labels && a.stat === b.stat && a.metric === b.metric && a.topology === b.topology
  );
}

function seriesOf<Row extends SummaryRow>(row: Row, byKey: Map<string, Series<Row>>): Series<Row> {
  const labels = sortLabels(row.labels);
  const names = Object.entries(labels).flat().join("\u0001");
  const key = [row.topology, row.metric, names, row.stat].join("\u0000");
  let series = byKey.get(key);
  if (series === undefined) {
    series = { key, labels, rows: [] };
    byKey.set(key, series);
  }
  return series;
}

/** JSON would write null, and every reader would have to guess what that means. */
function notFinite({ metric, labels, stat, value }: SummaryRow): Error {
  return new Error(`${metric} ${JSON.stringify(labels)} ${stat} should be finite, is ${value}`);
}

function sortLabels(labels: Labels): Labels {
  const entries = Object.entries(labels);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
