/** The same chart gives the same bytes, whatever was rendered before it, and its IDs are its own. */
import { expect, it } from "vitest";
import type { DrawnChart } from "../../src/report/charts/chart.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { connectionsChart } from "../../src/report/charts/connections.js";
import { latencyDistributionChart } from "../../src/report/charts/latency-distribution.js";
import { renderSvg } from "../../src/report/render-chart.js";
import { renderPng } from "../../src/report/render-png.js";
import { sampleRun } from "./sample-run.js";

const docs = sampleRun();

it("renders the same SVG and PNG again", async () => {
  const first = await renderSvg(drawn(latencyDistributionChart(docs)));
  await renderSvg(drawn(connectionsChart(docs)));
  const again = await renderSvg(drawn(latencyDistributionChart(sampleRun())));
  expect(again).toBe(first);
  expect(renderPng(again).equals(renderPng(first))).toBe(true);
});

it("names clip paths after the chart, so that many SVGs can share a page", async () => {
  const svg = await renderSvg(drawn(latencyDistributionChart(docs)));
  const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  const uses = [...svg.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]);
  expect(ids.length).toBeGreaterThan(0);
  for (const name of [...ids, ...uses]) expect(name).toMatch(/^latency-distribution-/);
  for (const use of uses) expect(ids).toContain(use);
});

it("draws a PNG of twice the SVG's size", async () => {
  const svg = await renderSvg(drawn(connectionsChart(docs)));
  const [, width = "0"] = /width="(\d+)/.exec(svg) ?? [];
  // The width stands at byte 16 of a PNG, in its IHDR chunk.
  expect(renderPng(svg).readUInt32BE(16)).toBe(2 * Number(width));
});

it("refuses a specification that is not valid Vega-Lite", async () => {
  const chart = drawn(connectionsChart(docs));
  const encoding = { x: { field: "a", type: "nonsense" } };
  const spec = { data: { values: [{ a: 1 }] }, mark: "point", encoding };
  await expect(renderSvg({ ...chart, spec })).rejects.toThrow(
    /chart connections: Vega-Lite refuses it: Invalid field type/,
  );
});

function drawn(chart: ReturnType<typeof connectionsChart>): DrawnChart {
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  return chart;
}
