/**
 * A full disk, results that are read-only, two sweeps in one directory, a corrupt line of the log: one clear error each,
 * and everything that was computed is still there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readLog } from "../../src/study/sweep/log.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { startClustermeshSim } from "./command.js";
import { inFolder, resultFiles, writeSweep } from "./sweep-files.js";

const folder = temporaryFolder();
writeSweep(folder);
const sweep = (out: string, ...args: readonly string[]) =>
  inFolder(folder, "sweep", "sweep.yaml", "--jobs", "1", "-o", "none", "--out", out, ...args);

/** Mounts a small file system; false where that is not allowed. */
function mountSmall(dir: string, kib: number): boolean {
  mkdirSync(dir);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kib}k`, "tmpfs", dir]);
  if (mounted.status !== 0) return false;
  afterAll(() => void spawnSync("umount", [dir]));
  return true;
}

test("a corrupt line is named, and without it only that run is repeated", () => {
  expect(sweep("whole").code).toBe(0);
  const file = join(folder, "whole", "log.ndjson");
  const before = resultFiles(join(folder, "whole"));
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, lines.map((line, i) => (i === 4 ? line.replace("1", "2") : line)).join("\n"));
  const refused = sweep("whole");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /^error: whole\/log.ndjson:5:1: does not match its checksum; remove the line .*\n$/,
  );
  expect(resultFiles(join(folder, "whole"))).toEqual(before);
  writeFileSync(file, lines.filter((_, i) => i !== 4).join("\n"));
  expect(sweep("whole").code).toBe(0);
  expect(resultFiles(join(folder, "whole"))).toEqual(before);
});

test("a second sweep in the same directory is refused while the first runs, and the first goes on", async () => {
  const args = [
    "sweep",
    "sweep.yaml",
    "--out",
    "busy",
    "--jobs",
    "1",
    "-o",
    "none",
    "--seeds",
    "6",
  ];
  const first = startClustermeshSim(args, folder);
  const ended = new Promise<number | null>((resolve) => first.on("close", resolve));
  while (!existsSync(join(folder, "busy", "log.ndjson"))) await pause(20);
  const second = sweep("busy");
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(
    /^error: busy: another run \(process \d+ on .*\) writes into this directory; .*\n$/,
  );
  expect(await ended).toBe(0);
  expect(readLog(join(folder, "busy")).runs).toHaveLength(4 * 6);
});

test("another sweep is refused in a directory that holds one", () => {
  const text = readFileSync(join(folder, "sweep.yaml"), "utf8").replace("tiny-sweep", "other");
  writeFileSync(join(folder, "other.yaml"), text);
  const { code, stderr } = inFolder(folder, "sweep", "other.yaml", "--out", "whole");
  expect(code).toBe(2);
  expect(stderr).toBe(
    'error: whole: holds the sweep "tiny-sweep", not "other"; give another --out\n',
  );
});

test("a log of another build is refused, and says so", () => {
  sweep("built", "--seeds", "1");
  const file = join(folder, "built", "sweep.json");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/"code": "[^"]+"/, '"code": "0123456789abcdef"'));
  const { code, stderr } = sweep("built", "--seeds", "1");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: built: was made by another build of clustermesh-sim .*\n$/);
});

const small = join(folder, "small");
const canMount = mountSmall(small, 600);
const notAllowed = canMount ? "" : " (skipped: mounting a small file system takes root)";

describe.skipIf(!canMount)(`on a file system of 600 kB${notAllowed}`, () => {
  test("a full disk ends the sweep with one error; with room it goes on to the same bytes", () => {
    const { code, stderr } = sweep("small/out");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: small\/out.*: the disk is full; free some space .*\n$/);
    const kept = readLog(join(small, "out"));
    expect(kept.runs.length).toBeGreaterThan(2);
    expect(kept.runs.length).toBeLessThan(12);
    expect(kept.wholeBytes).toBe(kept.totalBytes);
    spawnSync("mount", ["-o", "remount,size=4000k", small]);
    expect(sweep("small/out").code).toBe(0);
    expect(resultFiles(join(small, "out"))).toEqual(resultFiles(join(folder, "whole")));
  });

  test("read-only results are refused before the first run, and stay as they are", () => {
    const before = resultFiles(join(small, "out"));
    spawnSync("mount", ["-o", "remount,ro", small]);
    const { code, stderr } = sweep("small/out", "--seeds", "4");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: small\/out: cannot write the results: .* read-only; .*\n$/);
    expect(resultFiles(join(small, "out"))).toEqual(before);
  });
});

async function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
