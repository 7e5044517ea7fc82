/** One sentence says which recovery was worst and who was hit; one line an incident follows in the terminal. */
import { expect, it } from "vitest";
import { allCharts } from "../../src/report/charts/all-charts.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { renderPage } from "../../src/report/html/page.js";
import { incidentSentences } from "../../src/report/incident-findings.js";
import { renderSummary } from "../../src/report/summary-text.js";
import { sampleIncidentRun, THREE_INCIDENTS } from "./sample-incidents.js";
import { sampleRun } from "./sample-run.js";

const docs = sampleIncidentRun();
const open = sampleIncidentRun(
  THREE_INCIDENTS.map((one, index) => (index === 0 ? one : { ...one, recovery: undefined })),
);

it("names the slower topology, who was hit, and the other one's time", () => {
  expect(incidentSentences(docs)).toEqual([
    "Worst recovery: after “2 partition eu and us” original needed 66 s until every client was in sync again (KVStoreMesh: 30 s); it made 40,000 clients of agents reconnect, and data in use were up to 72.6 s old.",
  ]);
});

it("an incident that was not over is worse than any that was", () => {
  const [worst, many] = incidentSentences(open);
  expect(worst).toMatch(
    /“2 partition eu and us” original was not in sync again when the run ended/,
  );
  expect(many).toMatch(/^2 of 3 incidents were not over/);
});

it("the terminal has a line each between the figures and the bottleneck", () => {
  const text = renderSummary(open, { color: false, width: 80 });
  const from = text.indexOf("Incidents ");
  expect(text.indexOf("Metric ")).toBeLessThan(from);
  expect(from).toBeLessThan(text.indexOf("Bottleneck"));
  expect(text.slice(from).split("\n").slice(0, 5)).toMatchInlineSnapshot(`
    [
      "Incidents                       at           original        KVStoreMesh",
      "1 agents-restart cluster-1    30 s        9 s / 9.9 s        3 s / 3.3 s",
      "2 partition eu and us         80 s   not over / 110 s   not over / 110 s",
      "3 slow-disk                  200 s   not over / 110 s   not over / 110 s",
      "From the start until all are in sync again / oldest data in use.",
    ]
  `);
});

it("without incidents there is no section, no chart and no line of them", () => {
  const calm = sampleRun();
  const charts = allCharts(calm);
  expect(charts.filter(({ section }) => section === "incidents")).toEqual([]);
  expect(renderPage(calm, charts).includes('id="incidents"')).toBe(false);
  expect(renderSummary(calm, { color: false, width: 80 })).not.toContain("Incidents");
});

it("a scenario with incidents of which nothing was recorded says so, chart by chart", () => {
  const { results } = docs.summary;
  const silent = {
    ...docs,
    metrics: [],
    summary: { ...docs.summary, results: results.filter(({ labels }) => !("incident" in labels)) },
  };
  expect(incidentSentences(silent)).toEqual(["The run recorded nothing about its incidents."]);
  const reasons = allCharts(silent).flatMap(({ section, chart }) =>
    section === "incidents" && !isDrawn(chart) ? [chart.emptyBecause] : [],
  );
  expect(reasons).toEqual([
    "the run recorded no clients in sync",
    "the run recorded nothing about its incidents",
    "no change was delivered around an incident",
  ]);
});
