/** Runs one topology of a preset in a child process and tells what it cost. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { RunCost, RunOrder } from "./one-run.js";

/** As much room for young objects as the workers of `run` have (src/runner/run-topologies.ts): a third of 96 MiB. */
const YOUNG = "--max-semi-space-size=32";
const ONE_RUN = fileURLToPath(new URL("../dist/bench/one-run.js", import.meta.url));

/** @throws Error with what the child said, when it failed. */
export function childRun(order: RunOrder): RunCost {
  const args = [YOUNG, ONE_RUN, JSON.stringify(order)];
  const child = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`the run failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as RunCost;
}
