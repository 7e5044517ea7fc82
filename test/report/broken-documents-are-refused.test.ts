/** A cut-off, edited, old or mixed directory is named with its file; it never draws a wrong chart. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readRunDirectory } from "../../src/report/read.js";
import { UserError } from "../../src/scenario/user-error.js";
import { sampleRun } from "./sample-run.js";

const docs = sampleRun();
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "report-read-"));
  put("summary.json", JSON.stringify(docs.summary));
  put("manifest.json", JSON.stringify(docs.manifest));
  put("metrics.ndjson", docs.metrics.map((row) => `${JSON.stringify(row)}\n`).join(""));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

it("reads what a run wrote", () => {
  expect(readRunDirectory(dir)).toEqual(docs);
});

it.each([
  ["a missing file", () => rmSync(join(dir, "manifest.json")), "manifest.json", /no such file/],
  ["a cut-off file", () => put("summary.json", '{"schemaVersion":1,'), "summary.json", /not valid/],
  [
    "another schema version",
    () => put("summary.json", JSON.stringify({ ...docs.summary, schemaVersion: 2 })),
    "summary.json",
    /is 2; this version of clustermesh-sim reads 1/,
  ],
  [
    "a result without a value",
    () => put("summary.json", JSON.stringify({ ...docs.summary, results: [{ metric: "x" }] })),
    "summary.json",
    /is not a result row/,
  ],
  [
    "an empty result",
    () => put("summary.json", JSON.stringify({ ...docs.summary, results: [] })),
    "summary.json",
    /nothing to report/,
  ],
  [
    "files of two runs",
    () => put("manifest.json", JSON.stringify({ ...docs.manifest, seed: "2" })),
    "manifest.json",
    /different runs/,
  ],
] as const)("refuses %s", (_, damage, file, message) => {
  damage();
  const problem = problemOf(dir);
  expect(problem.file).toBe(join(dir, file));
  expect(problem.message).toMatch(message);
});

it("names the line of a broken metrics row", () => {
  put("metrics.ndjson", `${JSON.stringify(docs.metrics[0])}\n{"topology":"orig`);
  expect(problemOf(dir)).toMatchObject({ file: join(dir, "metrics.ndjson"), line: 2 });
});

function put(name: string, text: string): void {
  writeFileSync(join(dir, name), text);
}

function problemOf(path: string): { file: string; line?: number; message: string } {
  try {
    readRunDirectory(path);
  } catch (error) {
    if (error instanceof UserError && error.problems[0]) return error.problems[0];
    throw error;
  }
  throw new Error("the directory was accepted");
}
