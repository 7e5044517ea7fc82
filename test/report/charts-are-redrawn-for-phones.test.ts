/** On a phone a chart is drawn anew: as wide as the screen allows, with letters that can be read. */
import { expect, it } from "vitest";
import { allCharts } from "../../src/report/charts/all-charts.js";
import type { DrawnChart } from "../../src/report/charts/chart.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { NARROW_WIDTH } from "../../src/report/charts/narrow.js";
import { renderNarrowSvg } from "../../src/report/render-chart.js";
import { sampleIncidentRun } from "./sample-incidents.js";

const charts = allCharts(sampleIncidentRun())
  .map(({ chart }) => chart)
  .filter(isDrawn);
/** One of each kind: a picture, bars in facets, curves, stages, stations, time with incidents. */
const KINDS = [
  "mesh-original",
  "connections",
  "latency-distribution",
  "latency-stages",
  "station-utilization",
  "clients-in-sync",
  "incident-latency",
];

it.each(KINDS)("%s", async (name) => {
  const svg = await renderNarrowSvg(chartOf(name));
  const width = Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
  expect(width).toBeGreaterThan(NARROW_WIDTH * 0.85);
  expect(width).toBeLessThan(NARROW_WIDTH * 1.08);
  const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map((match) => Number(match[1]));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10);
});

it("breaks the long names of rows, and nothing of the data is lost", async () => {
  const chart = chartOf("station-utilization");
  const svg = await renderNarrowSvg(chart);
  expect(svg).not.toContain(">clustermesh-apiserver rate limiter<");
  expect(svg).toContain(">clustermesh-<");
});

function chartOf(name: string): DrawnChart {
  const found = charts.find((chart) => chart.name === name);
  if (found === undefined) throw new Error(`no chart ${name}`);
  return found;
}
