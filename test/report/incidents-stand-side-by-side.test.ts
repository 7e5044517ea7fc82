/** Each incident has a table of its figures with the topologies side by side; a figure that is missing says so. */
import { expect, it } from "vitest";
import { incidentDetailTables, incidentsTable } from "../../src/report/incident-tables.js";
import type { Table } from "../../src/report/tables.js";
import { sampleIncidentRun, THREE_INCIDENTS } from "./sample-incidents.js";

const docs = sampleIncidentRun();
const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const lines = (table: Table | undefined): readonly string[] =>
  (table?.rows ?? []).map((row) => row.map(({ text }) => plain(text)).join(" | "));

it("the overview has a row each, in order of time, with both topologies' recoveries", () => {
  const table = incidentsTable(docs);
  expect(table.columns.slice(0, 3)).toEqual([
    "Incident",
    "all in sync after: original",
    "all in sync after: KVStoreMesh",
  ]);
  expect(lines(table)).toEqual([
    "1 agents-restart cluster-1 | 9 s | 3 s | 9.9 s | 3.3 s | 30 s | a moment",
    "2 partition eu and us | 66 s | 30 s | 72.6 s | 33 s | 80 s | 30 s",
    "3 slow-disk | 21 s | 20 s | 23.1 s | 22 s | 200 s | 20 s",
  ]);
});

it("an incident's table has what, when, who, how long, load, traffic and latency", () => {
  expect(lines(incidentDetailTables(docs)[1])).toMatchInlineSnapshot(`
    [
      "Began, in the measured window | 80 s | 80 s | ",
      "Disturbance lasted | 30 s | 30 s | ",
      "All in sync after | 66 s | 30 s | −55 %",
      "Clients reconnected, of agents | 40,000 | 0 | −100 %",
      "Clients reconnected, of kvstoremesh | 0 | 4 | –",
      "Keys listed again, by agents | 48 M | 0 | −100 %",
      "Keys listed again, by kvstoremesh | 0 | 4,800 | –",
      "Until in sync, clients of agents, p50 / p99 | 33 s / 62.7 s | – | –",
      "Until in sync, clients of kvstoremesh, p50 / p99 | – | 15 s / 28.5 s | –",
      "Oldest data in use | 72.6 s | 33 s | −55 %",
      "Peak CPU of one etcd | 3.2 cores · cluster-2 | 0.4 cores · cluster-2 | −88 %",
      "Peak watch events, whole mesh | 5.4 k/s | 5.4 k/s | same",
      "Sent across clusters | 400 MB | 4 MB | −99 %",
      "Latency before, p50 / p99 | 6.25 ms / 25 ms | 9.51 ms / 38 ms | +52 %",
      "Latency during, p50 / p99 | 250 ms / 1 s | 380 ms / 1.52 s | +52 %",
      "Latency after, p50 / p99 | 6.88 ms / 27.5 ms | 10.5 ms / 41.8 ms | +52 %",
    ]
  `);
});

it("shows the line of the scenario that it comes from", () => {
  expect(incidentDetailTables(docs)[1]?.note).toBe(
    "In the scenario: at: 80s, what: process-paused, cluster: cluster-1, for: 30s, process: etcd",
  );
});

it("says when an incident took nobody out of sync, instead of leaving the row out", () => {
  expect(lines(incidentDetailTables(docs)[2])).toContain(
    "Clients reconnected, of agents | 0 | 0 | same",
  );
});

it("does not invent a recovery that the run did not see", () => {
  const open = THREE_INCIDENTS.map((one) => ({ ...one, recovery: undefined }));
  const table = incidentDetailTables(sampleIncidentRun(open))[0];
  expect(lines(table)).toContain("All in sync after | not in this run | not in this run | –");
});

it("has one column of figures, and no comparison, for one topology", () => {
  const one = sampleIncidentRun(THREE_INCIDENTS, { topologies: ["kvstoremesh"] });
  expect(incidentDetailTables(one)[0]?.columns).toEqual(["Figure", "KVStoreMesh"]);
  expect(incidentsTable(one).columns).toContain("all in sync after");
});
