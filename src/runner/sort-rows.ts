/**
 * The order of rows in the result documents: topology, metric, labels, statistic, time. It is part of their contract,
 * so that two results can be compared line by line. Comparison is by UTF-16 code unit: no locale takes part.
 */
import type { Labels, MetricsRow, SummaryRow } from "../measure/documents.js";

/** Sorted copies of the rows, with their fields and labels in a fixed order. @throws Error on a value not finite. */
export function sortSummaryRows(rows: readonly SummaryRow[]): readonly SummaryRow[] {
  return sortBy(rows, (row) => row).map(({ topology, metric, labels, stat, unit, value }) => ({
    topology,
    metric,
    labels: sortLabels(labels),
    stat,
    unit,
    value,
  }));
}

/** As sortSummaryRows; rows about the whole window (`t` null) come before the first bin. */
export function sortMetricsRows(rows: readonly MetricsRow[]): readonly MetricsRow[] {
  return sortBy(rows, (row) => row).map(({ topology, metric, labels, stat, unit, t, value }) => ({
    topology,
    metric,
    labels: sortLabels(labels),
    stat,
    unit,
    t,
    value,
  }));
}

type AnyRow = SummaryRow & { readonly t?: number | null };

function sortBy<Row>(rows: readonly Row[], view: (row: Row) => AnyRow): readonly Row[] {
  const keyed = rows.map((row) => {
    const { topology, metric, labels, stat, value, t } = view(row);
    const names = Object.entries(sortLabels(labels)).flat();
    const key = [topology, metric, names.join("\u0001"), stat].join("\u0000");
    if (!Number.isFinite(value)) {
      // JSON would write null, and every reader would have to guess what that means.
      throw new Error(`${metric} ${JSON.stringify(labels)} ${stat} should be finite, is ${value}`);
    }
    return { row, key, t: t ?? -1 };
  });
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.t - b.t));
  return keyed.map(({ row }) => row);
}

function sortLabels(labels: Labels): Labels {
  const entries = Object.entries(labels);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
