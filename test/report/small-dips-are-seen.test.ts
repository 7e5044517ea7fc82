/** Clients in sync: a dip of one bin survives thinning, and an axis that does not start at 0 says so. */
import { expect, it } from "vitest";
import type { DrawnChart } from "../../src/report/charts/chart.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { clientsInSyncChart } from "../../src/report/charts/clients-in-sync.js";
import type { RunDocuments } from "../../src/report/run-documents.js";
import { sampleIncidentRun } from "./sample-incidents.js";

const base = sampleIncidentRun([
  { name: "1 partition a and b", at: 10, lasts: 250, recovery: 280, clients: 5 },
]);

/** Everybody is in sync, but for one second of the agents'. */
function withDip(lowest: number): RunDocuments {
  let second = 0;
  const metrics = base.metrics.map((row) => {
    if (row.metric !== "clients_in_sync") return row;
    second += row.topology === "original" ? 1 : 0;
    const dips = row.topology === "original" && second === 123;
    return { ...row, value: dips ? lowest : 1 };
  });
  return { ...base, metrics };
}

function drawn(docs: RunDocuments): DrawnChart {
  const chart = clientsInSyncChart(docs);
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  return chart;
}

const subtitle = (chart: DrawnChart): string =>
  (chart.spec["title"] as { subtitle: string[] }).subtitle.join(" ");

it("the lowest of merged bins is drawn", () => {
  const chart = drawn(withDip(0.4));
  expect(JSON.stringify(chart.spec)).toContain('"value":0.4');
  expect(chart.description).toContain("original, clients of agents: at least 40 %");
});

it("axes start at 0 when the dip is deep", () => {
  expect(subtitle(drawn(withDip(0.4)))).toContain("All axes start at 0.");
});

it("a small dip gets an axis that shows it, and the chart says where that starts", () => {
  const chart = drawn(withDip(0.9983));
  expect(subtitle(chart)).toContain("do not start at 0 but at 99.8 %");
  expect(JSON.stringify(chart.spec)).toContain('"domain":[0.998,1.0');
});
