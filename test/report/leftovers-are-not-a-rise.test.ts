/** Deliveries after the measured window are the slowest of it; drawn over time they would look like a late rise. */
import { expect, it } from "vitest";
import { isDrawn } from "../../src/report/charts/chart.js";
import { latencyOverTimeChart } from "../../src/report/charts/latency-over-time.js";
import { sampleRun } from "./sample-run.js";

it("draws no latency after the end of the measured window", () => {
  const docs = sampleRun();
  const end = docs.summary.results.find(
    (row) => row.labels["phase"] === "measure" && row.stat === "end",
  )?.value;
  expect(docs.metrics.some((row) => row.stat === "p99" && (row.t ?? 0) > (end ?? 0))).toBe(true);
  const chart = latencyOverTimeChart(docs);
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  const panels = chart.spec["vconcat"] as { data: { values: { t?: number }[] } }[];
  const times = panels.flatMap((panel) => panel.data.values.flatMap(({ t }) => t ?? []));
  expect(times.length).toBeGreaterThan(0);
  expect(Math.max(...times)).toBe(end);
});
