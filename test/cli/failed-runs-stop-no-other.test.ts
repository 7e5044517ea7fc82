/** One bad point costs its own runs and nothing else; it is named with a replay, and can be run again by itself. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { LogWriter, readLog, type RunEntry } from "../../src/study/sweep/log.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { inFolder, resultFiles, writeSweep } from "./sweep-files.js";

const folder = temporaryFolder();
const out = join(folder, "out");
const sweep = (...args: readonly string[]) =>
  inFolder(folder, "sweep", "sweep.yaml", "--out", "out", "--jobs", "2", ...args);

interface Failure {
  readonly point: string;
  readonly seed: string;
  readonly error: string;
  readonly replay: string;
}

const failures = (): readonly Failure[] =>
  (JSON.parse(readFileSync(join(out, "results.json"), "utf8")) as { failures: Failure[] }).failures;

beforeAll(() => {
  writeSweep(
    folder,
    "axes: [{ name: limit, path: spec.simulation.limits.events, values: [100, 1000000] }]\nseeds: 2",
  );
});

test("the other runs are done, the failures are told with their replay, and the exit code is 1", () => {
  const { code, stdout, stderr } = sweep();
  expect(code).toBe(1);
  expect(stdout).toMatch(/limit=1000000 +original +2 /);
  expect(stdout).not.toMatch(/limit=100 /);
  expect(stderr).toMatch(/failed: limit=100, seed 1: LimitReached: .*; replay with: npm start -- /);
  expect(stderr).toMatch(/2 runs failed; --only-failed runs them again/);
  expect(failures().map(({ seed }) => seed)).toEqual(["1", "2"]);
});

test("the replay command repeats the failure", () => {
  const [failure] = failures();
  const words = failure?.replay.replace("npm start -- ", "").split(" ") ?? [];
  const { code, stderr } = inFolder(out, "run", ...words, "--no-report", "--out", "again");
  expect(code).toBe(1);
  expect(stderr).toContain(failure?.error.replace("LimitReached: ", ""));
});

test("started again, failed runs are left alone; --only-failed runs them and nothing else", () => {
  const before = readLog(out).runs;
  const results = resultFiles(out)["results.json"];
  expect(sweep("-o", "none").code).toBe(1);
  expect(readLog(out).runs).toHaveLength(before.length);
  expect(sweep("--only-failed", "-o", "none").code).toBe(1);
  const added = readLog(out).runs.slice(before.length);
  // Two workers: which ends first is open.
  expect(added.map(({ kind, seed }) => `${kind} ${seed}`).sort()).toEqual(["failed 1", "failed 2"]);
  expect(resultFiles(out)["results.json"]).toBe(results);
});

test("a failure whose cause is gone leaves no trace after --only-failed", () => {
  writeSweep(folder);
  const whole = sweep("--out", "whole", "-o", "none");
  expect(whole.stderr).toContain("--out is given 2 times");
  const calm = (...args: readonly string[]): number | null =>
    inFolder(folder, "sweep", "sweep.yaml", "--out", "whole", "-o", "none", ...args).code;
  expect(calm()).toBe(0);
  const dir = join(folder, "whole");
  const before = resultFiles(dir);
  const { header, runs } = readLog(dir);
  renameSync(join(dir, "log.ndjson"), join(dir, "log.ndjson.old"));
  writeFileSync(join(dir, "log.ndjson"), "");
  if (header === undefined) throw new Error("the log should have a header");
  const log = new LogWriter(dir, readLog(dir), header);
  const error = { name: "OutOfMemory", message: "out of memory" };
  for (const [index, run] of runs.entries()) {
    const { point, seed, warmUpSeconds } = run;
    const failed: RunEntry = { kind: "failed", point, seed, warmUpSeconds, error, replay: "" };
    log.append(index % 5 === 2 ? failed : run);
  }
  log.close();
  renameSync(join(dir, "log.ndjson.old"), join(folder, "log.ndjson.old"));
  expect(calm()).toBe(1);
  expect(calm("--only-failed")).toBe(0);
  const after = resultFiles(dir);
  // The scenarios of points that had failed stay, for whoever looks into it.
  const kept = Object.fromEntries(
    Object.entries(after).filter(([name]) => !name.startsWith("points/")),
  );
  expect(kept).toEqual(before);
});
