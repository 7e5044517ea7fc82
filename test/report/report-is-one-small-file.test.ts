/** report.html at the largest size: below 3 MB, without a request, the same bytes again, and written whole. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WrittenReport } from "../../src/report/write.js";
import { writeReport } from "../../src/report/write.js";
import { UserError } from "../../src/scenario/user-error.js";
import { sampleRun } from "./sample-run.js";

let dir = "";
let first: WrittenReport = { files: [], reportPath: "" };

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "report-write-"));
  first = await writeReport(sampleRun(), join(dir, "a"));
});

afterAll(() => {
  rmSync(dir, { recursive: true });
});

it("stays below 3 MB for 511 clusters and 960 time bins", async () => {
  const docs = sampleRun({ clusters: 511, bins: 960, unequal: true });
  const { reportPath } = await writeReport(docs, join(dir, "large"));
  expect(readFileSync(reportPath).length).toBeLessThan(3_000_000);
});

it("loads nothing: no address outside links and name spaces", () => {
  const page = readFileSync(first.reportPath, "utf8");
  const markup = page.replace(/<script[^>]*>[\s\S]*?<\/script>/g, "");
  const loads = /\ssrc=|<link(?! rel="icon" href="data:,")|@import|url\((?!#)/.exec(markup);
  expect(loads).toBeNull();
  expect(page.includes("default-src 'none'")).toBe(true);
});

it("gives the same bytes for the same documents", async () => {
  const second = await writeReport(sampleRun(), join(dir, "b"));
  expect(second.files).toEqual(first.files);
  expect(first.files.length).toBeGreaterThan(40);
  for (const file of first.files) {
    const same = readFileSync(join(dir, "a", file)).equals(readFileSync(join(dir, "b", file)));
    expect([file, same]).toEqual([file, true]);
  }
});

it("writes each chart in three forms, leaves no partial file, and removes charts of earlier runs", async () => {
  const charts = join(dir, "a", "charts");
  const queue = (): readonly string[] =>
    readdirSync(charts).filter((name) => name.startsWith("sync-queue-over-time"));
  expect(queue()).toHaveLength(3);
  await writeReport(sampleRun({ topologies: ["original"] }), join(dir, "a"));
  expect(queue()).toEqual([]);
  const names = readdirSync(charts);
  expect(names.filter((name) => name.includes("partial"))).toEqual([]);
  expect(names.length % 3).toBe(0);
});

it("says what to do when the directory cannot be written", async () => {
  const file = join(dir, "a-file");
  writeFileSync(file, "");
  const attempt = writeReport(sampleRun(), join(file, "out"));
  await expect(attempt).rejects.toThrow(UserError);
  await expect(attempt).rejects.toThrow(/ENOTDIR/);
});
