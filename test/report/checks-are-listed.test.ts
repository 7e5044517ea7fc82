/** What was checked, how often, and whether it held: on the page, in the terminal, and in csv. */
import { expect, it } from "vitest";
import { renderCsv } from "../../src/report/csv.js";
import { renderChecked } from "../../src/report/html/incidents.js";
import { checkedSentence } from "../../src/report/incident-findings.js";
import { invariantsTable } from "../../src/report/invariants.js";
import { renderSummary } from "../../src/report/summary-text.js";
import { sampleIncidentRun } from "./sample-incidents.js";
import { sampleRun } from "./sample-run.js";

const docs = sampleIncidentRun();
const broken = sampleIncidentRun(undefined, { broken: 3 });

it("lists each invariant with its count in each topology", () => {
  const { columns, rows } = invariantsTable(docs);
  expect(columns).toEqual(["Invariant", "original", "KVStoreMesh", "violations"]);
  expect(rows.map((row) => row.map(({ text }) => text))).toEqual([
    ["deleted keys are gone", "1,000", "1,000", "0"],
    ["revisions go forward", "2,000", "2,000", "0"],
  ]);
});

it("says in a sentence that all held", () => {
  expect(checkedSentence(docs)).toBe(
    "2 invariants, checked 6,000 times in the two topologies together: none was broken.",
  );
  expect(renderChecked(docs)).not.toContain("alarm");
});

it("says which were broken, and alarms", () => {
  expect(checkedSentence(broken)).toContain("broken were “deleted keys are gone” 6 times");
  expect(renderChecked(broken)).toContain('class="card alarm"');
  expect(renderSummary(broken, { color: false, width: 120 })).toContain("not to be trusted");
});

it("says that nothing was checked, rather than nothing", () => {
  expect(renderChecked(sampleRun())).toContain("This run recorded no checks of invariants.");
});

it("csv has columns for incident, invariant and period", () => {
  const [head, ...rows] = renderCsv(docs.summary).trimEnd().split("\n");
  expect(head).toMatch(/,incident,invariant,.*period,/);
  expect(rows).toHaveLength(docs.summary.results.length);
  const column = head?.split(",").indexOf("incident") ?? -1;
  const named = rows.filter((row) => row.split(",")[column] === "2 partition eu and us");
  expect(named.length).toBeGreaterThan(20);
});
