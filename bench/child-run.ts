/** Runs one topology of a preset in a child process and tells what it cost. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TopologyName } from "../src/scenario/scenario.js";
import type { Cost } from "./measurement.js";

export interface RunOrder {
  readonly preset: string;
  readonly topology: TopologyName;
  /** Overrides, as for `--set`. */
  readonly set: readonly string[];
}

export interface RunCost extends Cost {
  readonly events: number;
}

/** As much room for young objects as the workers of `run` have (src/runner/run-topologies.ts): a third of 96 MiB. */
const YOUNG = "--max-semi-space-size=32";
const ONE_RUN = fileURLToPath(new URL("./one-run.ts", import.meta.url));

/** @throws Error with what the child said, when it failed. */
export function childRun(order: RunOrder): RunCost {
  const args = [YOUNG, "--import", "tsx", ONE_RUN, JSON.stringify(order)];
  const child = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`the run failed: ${child.stderr}`);
  return JSON.parse(child.stdout) as RunCost;
}
