/** Two runs at once in one directory would mix their results, so the second is refused; a dead one's lock is not kept. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimOutDir } from "../../src/runner/out-dir.js";
import { UserError } from "../../src/scenario/user-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const LOCK = ".clustermesh-sim.lock";

function dirLockedBy(name: string, holder: string): string {
  const dir = join(folder, name);
  claimOutDir(dir);
  writeFileSync(join(dir, LOCK), holder);
  return dir;
}

test("the claim makes the directory and marks it; the release leaves no trace", () => {
  const dir = join(folder, "a", "b");
  const claim = claimOutDir(dir);
  expect(readFileSync(join(dir, LOCK), "utf8")).toBe(`${process.pid} ${hostname()}\n`);
  claim.release();
  claim.release();
  expect(existsSync(dir)).toBe(false);
});

test("a directory that was there before stays, with what is in it", () => {
  const dir = join(folder, "kept");
  const first = claimOutDir(dir);
  writeFileSync(join(dir, "summary.json"), "old");
  first.release();
  claimOutDir(dir).release();
  expect(readdirSync(dir)).toEqual(["summary.json"]);
});

test("a directory that a living process holds is refused with a way out", () => {
  const dir = dirLockedBy("busy", `${process.ppid} ${hostname()}\n`);
  expect(() => claimOutDir(dir)).toThrow(UserError);
  expect(() => claimOutDir(dir)).toThrow(/another run \(process \d+ on .*\).* --out/);
});

test("a directory that another machine holds is refused", () => {
  const dir = dirLockedBy("remote", "1 another-host\n");
  expect(() => claimOutDir(dir)).toThrow("process 1 on another-host");
});

test("the lock of a dead process is taken over", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const dir = dirLockedBy("stale", `${pid} ${hostname()}\n`);
  claimOutDir(dir).release();
  expect(existsSync(join(dir, LOCK))).toBe(false);
});

test.each(["", "nonsense\n"])("a lock that says %j is taken over", (holder) => {
  const dir = dirLockedBy(`odd${holder.length}`, holder);
  claimOutDir(dir).release();
  expect(existsSync(join(dir, LOCK))).toBe(false);
});

test("what a killed run left half-written is removed", () => {
  const dir = dirLockedBy("killed", "");
  writeFileSync(join(dir, ".partial-metrics.ndjson"), "half");
  claimOutDir(dir).release();
  expect(readdirSync(dir)).toEqual([]);
});
