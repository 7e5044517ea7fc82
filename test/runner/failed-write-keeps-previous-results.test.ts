/** Results are replaced all together or not at all. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SCHEMA_VERSION, type SummaryDocument } from "../../src/measure/documents.js";
import { claimOutDir } from "../../src/runner/out-dir.js";
import type { RunResult } from "../../src/runner/result.js";
import { writeResult } from "../../src/runner/write.js";
import { presetScenario } from "../../src/scenario/presets.js";
import { UserError } from "../../src/scenario/user-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const NAMES = ["manifest.json", "metrics.ndjson", "scenario.yaml", "summary.json"];
const folder = temporaryFolder();

function resultOf(seed: string): RunResult {
  const scenario = presetScenario("three-clusters", {});
  const common = { schemaVersion: SCHEMA_VERSION, version: "0", seed } as const;
  const summary: SummaryDocument = { ...common, scenario: { name: "n", hash: "h" }, results: [] };
  const environment = { node: "", platform: "", gitCommit: null, startedAt: "" };
  const lists = { warnings: [], assumptions: [], notModelled: [], costs: [], runs: [] };
  const manifest = { ...common, ...lists, scenario, scenarioHash: "h", replay: "", environment };
  return { summary, metrics: [], manifest };
}

function seedIn(dir: string, file: string): unknown {
  return (JSON.parse(readFileSync(join(dir, file), "utf8")) as { seed: unknown }).seed;
}

test("a second run replaces the results of the first", () => {
  const dir = join(folder, "twice");
  for (const seed of ["1", "2"]) {
    const outDir = claimOutDir(dir);
    writeResult(outDir, resultOf(seed));
    outDir.release();
  }
  expect(readdirSync(dir)).toEqual(NAMES);
  expect([seedIn(dir, "summary.json"), seedIn(dir, "manifest.json")]).toEqual(["2", "2"]);
});

test("when the last file cannot be written, the results of the first run are all there", () => {
  const dir = join(folder, "fails");
  const outDir = claimOutDir(dir);
  writeResult(outDir, resultOf("1"));
  // A directory in the way of the file stands for a full disk.
  const obstacle = join(dir, ".partial-summary.json");
  mkdirSync(obstacle);
  expect(() => writeResult(outDir, resultOf("2"))).toThrow(UserError);
  rmSync(obstacle, { recursive: true, force: true });
  outDir.release();
  expect(readdirSync(dir)).toEqual(NAMES);
  expect([seedIn(dir, "summary.json"), seedIn(dir, "manifest.json")]).toEqual(["1", "1"]);
});
