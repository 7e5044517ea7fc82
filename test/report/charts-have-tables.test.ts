/** Behind every chart stand its figures as tables, short enough to be read out. */
import { describe, expect, it } from "vitest";
import { allCharts } from "../../src/report/charts/all-charts.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { chartTables } from "../../src/report/chart-data.js";
import { sampleIncidentRun } from "./sample-incidents.js";

const charts = allCharts(sampleIncidentRun(undefined, { bins: 400 }))
  .map(({ chart }) => chart)
  .filter(isDrawn);

describe.each(charts.map((chart) => [chart.name, chart] as const))("%s", (_, chart) => {
  it("has a table with figures", () => {
    const tables = chartTables(chart);
    expect(tables.length).toBeGreaterThan(0);
    for (const { rows, columns } of tables) {
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThanOrEqual(24);
      for (const row of rows) expect(row).toHaveLength(columns.length);
      expect(JSON.stringify(rows)).toMatch(/\d/);
      expect(JSON.stringify(rows)).not.toMatch(/undefined|NaN/);
    }
  });
});

it("names what the figures are in", () => {
  const columns = (name: string): readonly string[] =>
    charts.flatMap((chart) => (chart.name === name ? chartTables(chart) : []))[0]?.columns ?? [];
  expect(columns("latency-by-type")).toEqual([
    "type",
    "topology",
    "statistic",
    "sync latency (time)",
  ]);
  expect(columns("etcd-puts-over-time")).toEqual(["time (s)", "original", "KVStoreMesh"]);
});
