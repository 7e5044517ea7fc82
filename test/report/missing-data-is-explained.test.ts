/** A chart without data is not drawn, and the page says why. */
import { expect, it } from "vitest";
import { allCharts } from "../../src/report/charts/all-charts.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { renderPage } from "../../src/report/html/page.js";
import { sampleRun } from "./sample-run.js";

it("gives a reason for each chart when there is nothing over time", () => {
  const docs = { ...sampleRun(), metrics: [] };
  const empty = allCharts(docs).flatMap(({ chart }) => (isDrawn(chart) ? [] : [chart]));
  expect(empty.map((chart) => [chart.name, chart.emptyBecause])).toEqual([
    ["connections-over-time", "the run recorded no connections over time"],
    ["latency-distribution", "no change was delivered during the measured window"],
    ["latency-over-time", "no change was delivered, so there is no latency over time"],
    ["etcd-puts-over-time", "the run recorded no puts over time"],
    ["etcd-watch-events-over-time", "the run recorded no watch events over time"],
    ["etcd-bytes-over-time", "the run recorded no sent bytes over time"],
    ["etcd-cpu-over-time", "the run recorded no CPU over time"],
    ["etcd-memory-over-time", "the run recorded no memory over time"],
    ["sync-queue-over-time", "the run recorded no sync queue over time"],
  ]);
});

it("prints the reason in the page", () => {
  const docs = sampleRun({ topologies: ["original"] });
  const page = renderPage(docs, allCharts(docs));
  const reasons = [...page.matchAll(/<\/strong> is not drawn: ([^<]*)/g)].map((match) => match[1]);
  expect(reasons).toContain("only the topology kvstoremesh has this queue, and it was not run.");
});

it("survives a run with next to nothing in it", () => {
  const base = sampleRun();
  const results = base.summary.results.filter((row) => row.metric === "changes_undelivered");
  const docs = { ...base, metrics: [], summary: { ...base.summary, results } };
  // Who connects to whom is known without a result.
  const drawn = allCharts(docs).filter(({ chart }) => isDrawn(chart));
  expect(new Set(drawn.map(({ section }) => section))).toEqual(new Set(["mesh"]));
  const page = renderPage(docs, allCharts(docs));
  expect(page.includes("no change reached an agent")).toBe(true);
});
