/**
 * The charts that a sweep file asks for, from its results, as SVG. Points that differ in an axis which a chart does not
 * show would lie over each other: such a chart is refused with the axis' name rather than drawn wrong.
 */
import { isDrawn } from "../../report/charts/chart.js";
import {
  sweepChart,
  type SweepChartData,
  type SweepPoint,
} from "../../report/charts/sweep-lines.js";
import { renderSvg } from "../../report/render-chart.js";
import type { Sweep } from "./load.js";
import type { PointResult, SweepResults } from "./results.js";
import { DURATION_PATTERN, durationNs } from "../../scenario/units.js";
import type { ChartKeys } from "./schema.js";
import type { Document } from "./write.js";

const NS_PER_SECOND = 1e9;

/** What became of the charts: those that are drawn, and why others are not. */
export interface DrawnCharts {
  readonly documents: readonly Document[];
  readonly missing: readonly string[];
}

/** Draws all charts of a sweep into `charts/`. */
export async function drawCharts(sweep: Sweep, results: SweepResults): Promise<DrawnCharts> {
  const documents: Document[] = [];
  const missing: string[] = [];
  for (const keys of sweep.spec.charts) {
    const hidden = hiddenAxes(keys, results.points);
    if (hidden.length > 0) {
      missing.push(
        `${keys.name}: points also differ in ${hidden.join(", ")}; make it the series, or fix it`,
      );
      continue;
    }
    const chart = sweepChart(chartData(keys, results));
    if (isDrawn(chart)) {
      documents.push({ name: `charts/${keys.name}.svg`, content: `${await renderSvg(chart)}\n` });
    } else {
      missing.push(`${keys.name}: ${chart.emptyBecause}`);
    }
  }
  return { documents, missing };
}

function shownPoints({ x }: ChartKeys, points: readonly PointResult[]): readonly PointResult[] {
  return points.filter(({ labels }) => labels[x] !== undefined);
}

/** Axes beside those of the chart in which points of one place differ. Zipped axes differ with x, and are fine. */
function hiddenAxes(keys: ChartKeys, points: readonly PointResult[]): readonly string[] {
  const shown = shownPoints(keys, points);
  const names = [...new Set(shown.flatMap(({ labels }) => Object.keys(labels)))];
  const place = ({ labels }: PointResult): string =>
    JSON.stringify([labels[keys.x], keys.series === undefined ? null : labels[keys.series]]);
  return names.filter((name) => {
    const seen = new Map<string, unknown>();
    return shown.some((point) => {
      const value = point.labels[name];
      const key = place(point);
      if (!seen.has(key)) seen.set(key, value);
      return seen.get(key) !== value;
    });
  });
}

function chartData(keys: ChartKeys, { points }: SweepResults): SweepChartData {
  const { name, title, x, y, series, xScale, yScale, topologies } = keys;
  const found = shownPoints(keys, points).flatMap(({ labels, figures }) =>
    figures
      .filter(({ figure, topology }) => figure === y && (topologies?.includes(topology) ?? true))
      .map((figure) => ({ labels, figure })),
  );
  // Durations have distances; as words they would stand at equal ones.
  const isDuration = found.every(({ labels }) => DURATION_PATTERN.test(String(labels[x])));
  const drawn = found.map(({ labels, figure }): SweepPoint => {
    const at = labels[x];
    const { topology, mean, low, high } = figure;
    const line = series === undefined ? {} : { series: String(labels[series]) };
    const place = isDuration && typeof at === "string" ? durationNs(at) / NS_PER_SECOND : at;
    return {
      topology,
      x: typeof place === "number" ? place : String(place),
      ...line,
      mean,
      low,
      high,
    };
  });
  const counts = found.map(({ figure }) => figure.n);
  return {
    ...{ name, title, xScale, yScale },
    points: drawn,
    xLabel: `${keys.xLabel ?? x}${xScale === "log" ? " (log scale)" : ""}`,
    yLabel: `${keys.yLabel ?? y}${yScale === "log" ? " (log scale)" : ""}`,
    unit: found[0]?.figure.unit ?? "count",
    ...(isDuration ? { xUnit: "seconds" as const } : {}),
    ...(series === undefined ? {} : { seriesLabel: series }),
    seeds: counts.length === 0 ? [0, 0] : [Math.min(...counts), Math.max(...counts)],
  };
}
