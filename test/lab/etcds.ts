/**
 * Etcds for the tests of the lab: whether there is one, a program that only looks like one, and what must be gone
 * afterwards. In CI a missing etcd is an error (bootstrap.mjs installs it); elsewhere these tests are skipped.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIRECTORY_PREFIX } from "../../src/lab/etcd/local.js";

/** True when the lab can start an etcd here. */
export const HAS_ETCD =
  spawnSync("etcd", ["--version"]).status === 0 && spawnSync("openssl", ["version"]).status === 0;

if (!HAS_ETCD && process.env["CI"] !== undefined) {
  throw new Error("no etcd or openssl on the PATH; in CI the lab must be tested");
}

/** Processes and directories of labs whose data lie in a folder. */
export function leftovers(folder: string): readonly string[] {
  const processes = readdirSync("/proc").filter((name) => {
    if (!/^[0-9]+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, "utf8").includes(
        `${folder}/${DIRECTORY_PREFIX}`,
      );
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
  const directories = readdirSync(folder).filter((name) => name.startsWith(DIRECTORY_PREFIX));
  return [...directories, ...processes.map((pid) => `process ${pid}`)];
}

/** Waits for what is left of a lab to go; returns what stays. */
export async function untilClean(folder: string): Promise<readonly string[]> {
  let left = leftovers(folder);
  for (let tries = 0; left.length > 0 && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    left = leftovers(folder);
  }
  return left;
}

/** A program named etcd that prints this version and does nothing else; returns its folder. */
export function fakeEtcd(folder: string, version: string): string {
  const file = join(folder, "etcd");
  writeFileSync(file, `#!/bin/sh\necho "etcd Version: ${version}"\n`);
  chmodSync(file, 0o755);
  return folder;
}
