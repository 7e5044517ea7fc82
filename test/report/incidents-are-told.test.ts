/** What a simulated run with incidents tells: a sentence, a row each, marks on every time axis, what was checked. */
import { expect, it } from "vitest";
import type { RunDocuments } from "../../src/report/run-documents.js";
import { allCharts } from "../../src/report/charts/all-charts.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { incidentSentences } from "../../src/report/incident-findings.js";
import { incidentsTable } from "../../src/report/incident-tables.js";
import { incidentsOf } from "../../src/report/incidents.js";
import { invariantsTable } from "../../src/report/invariants.js";
import { renderSummary } from "../../src/report/summary-text.js";
import type { Incident } from "../../src/scenario/incident.js";
import { group, run, scenario } from "../models/small-mesh.js";
import { sampleRun } from "./sample-run.js";

const S = 1e9;
const INCIDENTS: readonly Incident[] = [
  {
    name: "1 etcd-restart cluster-001",
    what: "etcd-restart",
    atNs: 10 * S,
    clusters: ["cluster-001"],
    downtimeNs: 2 * S,
  },
  {
    name: "2 partition cluster-001 and cluster-002",
    what: "partition",
    atNs: 40 * S,
    between: ["cluster-001", "cluster-002"],
    forNs: 3600 * S,
  },
];

function docs(): RunDocuments {
  const change = { incidents: INCIDENTS, groups: [group()] };
  const outcome = run("kvstoremesh", change);
  const sample = sampleRun();
  return {
    summary: { ...sample.summary, results: outcome.rows },
    metrics: outcome.series,
    manifest: { ...sample.manifest, scenario: scenario(change), warnings: [] },
  };
}

const DOCS = docs();

it("one record each, in order of time; one that was not over has no recovery", () => {
  const [restart, partition, ...others] = incidentsOf(DOCS, "kvstoremesh");
  expect(others).toEqual([]);
  expect(restart?.number).toBe("1");
  expect(restart?.recovery).toBeGreaterThan(2);
  expect(restart?.recovery).toBeLessThan(10);
  expect(restart?.reconnected.get("agent")).toBe(4 * 2);
  expect(partition?.recovery).toBeUndefined();
  expect(partition?.end).toBeUndefined();
});

it("the sentence is about the one that was not over", () => {
  const [worst, ...rest] = incidentSentences(DOCS);
  expect(worst).toMatch(
    /^Worst recovery: after “2 partition .*” KVStoreMesh was not in sync again when the run ended; it /,
  );
  expect(rest).toEqual([]);
});

it("the table says what was not over in this run", () => {
  const { rows } = incidentsTable(DOCS);
  expect(rows.map((row) => row[1]?.text)).toEqual([
    expect.stringMatching(/ s$/),
    "not in this run",
  ]);
});

it("the terminal has a line for each", () => {
  const text = renderSummary(DOCS, { color: false, width: 200 });
  expect(text).toMatch(/^1 etcd-restart cluster-001 +10 s +[\d.]+ s \/ /m);
  expect(text).toMatch(/^2 partition cluster-001 and cluster-002 +40 s +not over \/ /m);
});

it("every chart over time shows them, and one shows who is in sync", () => {
  const drawn = allCharts(DOCS)
    .map(({ chart }) => chart)
    .filter(isDrawn);
  expect(drawn.map(({ name }) => name)).toContain("clients-in-sync");
  const overTime = drawn.filter(({ name }) => name.includes("over-time"));
  expect(overTime.length).toBeGreaterThan(4);
  for (const { name, spec, description } of overTime) {
    expect(JSON.stringify(spec), name).toContain("until all are in sync");
    expect(description, name).toContain("1 etcd-restart cluster-001 at");
  }
});

it("the invariants that were checked are listed with their number", () => {
  const names = invariantsTable(DOCS).rows.map((row) => row[0]?.text);
  expect(names).toContain("revisions go forward");
  expect(names).toContain("synced is true");
});
