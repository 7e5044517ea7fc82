/** Hundreds of incidents: the worst ones are shown, the rest is counted, and the page stays one small file. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clientsInSyncChart } from "../../src/report/charts/clients-in-sync.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { incidentDetailTables, incidentsTable } from "../../src/report/incident-tables.js";
import { allIncidents, markedIncidents, worstFirst } from "../../src/report/incidents.js";
import { incidentLines } from "../../src/report/incident-lines.js";
import { writeReport } from "../../src/report/write.js";
import { manyIncidents, sampleIncidentRun } from "./sample-incidents.js";

const COUNT = 300;
const docs = sampleIncidentRun(manyIncidents(COUNT), { clusters: 40, bins: 960 });

it("shows those that took longest, in order of time, and says how many are left out", () => {
  const [worst] = worstFirst(allIncidents(docs));
  const { rows, note } = incidentsTable(docs);
  const numbers = rows.map((row) => Number.parseInt(row[0]?.text ?? "", 10));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(numbers).toContain(Number(worst?.number));
  expect(note).toContain(`${COUNT - rows.length} more incidents`);
  expect(incidentDetailTables(docs).length).toBeLessThan(rows.length);
});

it("an incident that was never over is among them, however late it came", () => {
  const last = { name: `${COUNT + 1} partition a and b`, at: 280, lasts: 5, clients: 1 };
  const open = sampleIncidentRun([...manyIncidents(COUNT), { ...last, recovery: undefined }]);
  expect(markedIncidents(open).map(({ name }) => name)).toContain(last.name);
});

it("the chart says how many have no mark", () => {
  const chart = clientsInSyncChart(docs);
  const { subtitle } = (isDrawn(chart) ? chart.spec["title"] : {}) as { subtitle?: string[] };
  const left = COUNT - markedIncidents(docs).length;
  expect(subtitle?.join("\n")).toContain(`Not marked: ${left} incidents that were over sooner.`);
});

it("the terminal's lines keep to one screen and to its width", () => {
  const found = incidentLines(docs, 80);
  expect(found?.lines).toHaveLength(12);
  const lengths = [found?.head, ...(found?.lines ?? []).map(({ text }) => text)].map(
    (line) => line?.length ?? 0,
  );
  expect(Math.max(...lengths)).toBeLessThanOrEqual(80);
  expect(found?.note).toContain(`${COUNT - 12} more`);
});

it("the page stays below 3 MB", async () => {
  const dir = mkdtempSync(join(tmpdir(), "report-incidents-"));
  try {
    const { reportPath } = await writeReport(docs, dir);
    expect(readFileSync(reportPath).length).toBeLessThan(3_000_000);
  } finally {
    rmSync(dir, { recursive: true });
  }
});
