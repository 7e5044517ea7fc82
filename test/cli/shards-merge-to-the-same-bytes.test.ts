/**
 * One worker, two workers, three shards merged: the same bytes. A merge that could mislead is refused with every reason:
 * a shard that is missing, there twice, cut off, not finished, of another version or of another sweep.
 */
import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { inFolder, resultFiles, writeSweep } from "./sweep-files.js";

const folder = temporaryFolder();
const at = (...path: readonly string[]): string => join(folder, ...path);
const sweep = (...args: readonly string[]): number | null =>
  inFolder(folder, "sweep", "sweep.yaml", "-o", "none", ...args).code;

beforeAll(() => {
  writeSweep(folder);
  expect(sweep("--out", "one", "--jobs", "1")).toBe(0);
  expect(sweep("--out", "two", "--jobs", "2")).toBe(0);
  for (const shard of ["2/3", "3/3", "1/3"]) {
    expect(sweep("--out", "parts", "--shard", shard)).toBe(0);
  }
});

/** A copy of the shards that a test may spoil. */
function spoiled(name: string, spoil: (dir: string) => void): string {
  cpSync(at("parts"), at(name), { recursive: true });
  spoil(at(name));
  return inFolder(folder, "merge", name).stderr;
}

test("one worker, two workers and three shards merged give the same bytes", () => {
  const one = resultFiles(at("one"));
  expect(Object.keys(one)).toEqual([
    "charts/latency.svg",
    "results.csv",
    "results.json",
    "runs.ndjson",
    "sweep.json",
  ]);
  expect(one["runs.ndjson"]?.split("\n")).toHaveLength(4 * 3 + 1);
  expect(resultFiles(at("two"))).toEqual(one);
  expect(inFolder(folder, "merge", "parts", "-o", "none").code).toBe(0);
  expect(resultFiles(at("parts"))).toEqual(one);
});

test("shards may be named one by one, in any order, and merged elsewhere", () => {
  const dirs = [3, 1, 2].map((index) => `parts/shard-${index}-of-3`);
  expect(inFolder(folder, "merge", ...dirs).stderr).toContain("say with --out where");
  expect(inFolder(folder, "merge", ...dirs, "--out", "elsewhere", "-o", "none").code).toBe(0);
  expect(resultFiles(at("elsewhere"))).toEqual(resultFiles(at("one")));
});

test("a missing shard is refused", () => {
  const said = spoiled("missing", (dir) => rmSync(join(dir, "shard-2-of-3"), { recursive: true }));
  expect(said).toMatch(/shard 2 of 3 is missing; run sweep --shard 2\/3/);
});

test("a shard that is there twice is refused", () => {
  const said = spoiled("twice", (dir) =>
    cpSync(join(dir, "shard-2-of-3"), join(dir, "shard-2-copy"), { recursive: true }),
  );
  expect(said).toMatch(/shard-2-of-3: is shard 2 of 3 once more; .*shard-2-copy is it too/);
});

test("a shard of another version or build is refused", () => {
  const change = (from: RegExp, to: string) => (dir: string) => {
    const file = join(dir, "shard-3-of-3", "sweep.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
  };
  expect(spoiled("version", change(/"version": "[^"]+"/, '"version": "0.0.9"'))).toMatch(
    /shard-3-of-3: was made by clustermesh-sim 0.0.9, this is/,
  );
  expect(spoiled("build", change(/"code": "[^"]+"/, '"code": "0123456789abcdef"'))).toMatch(
    /shard-3-of-3: was made by another build/,
  );
  expect(spoiled("seeds", change(/"seeds": \[\s+"1",/, '"seeds": [ "9",'))).toMatch(
    /shard-3-of-3: was run with other points, seeds or settings than .*shard-1-of-3/,
  );
});

test("a shard that is cut off or not finished is refused", () => {
  const log = (dir: string): string => join(dir, "shard-1-of-3", "log.ndjson");
  const cut = spoiled("cut", (dir) => truncateSync(log(dir), readFileSync(log(dir)).length - 20));
  expect(cut).toMatch(/shard-1-of-3: its log is cut off; run sweep --shard 1\/3 once more/);
  const short = spoiled("short", (dir) => {
    const lines = readFileSync(log(dir), "utf8").split("\n");
    writeFileSync(log(dir), `${lines.slice(0, -2).join("\n")}\n`);
  });
  expect(short).toMatch(/shard-1-of-3: is not finished: 1 runs are missing/);
  // And what was said to do works.
  expect(sweep("--out", "cut", "--shard", "1/3")).toBe(0);
  expect(inFolder(folder, "merge", "cut", "-o", "none").code).toBe(0);
  expect(resultFiles(at("cut"))).toEqual(resultFiles(at("one")));
});

test("what is no shard is refused", () => {
  expect(inFolder(folder, "merge", "one").stderr).toContain("holds a whole sweep");
  expect(inFolder(folder, "merge", ".").stderr).toContain("holds no shard of a sweep");
  expect(inFolder(folder, "merge", "nowhere").stderr).toContain("no such file or directory");
});
