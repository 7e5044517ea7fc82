/** A sweep of twelve short runs for tests of the program, and what its directory holds when it is done. Not a test. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sweepText, TINY_MESH } from "../study/sweep/sweep-text.js";
import { clustermeshSim, type Outcome } from "./command.js";

/** Four points with three seeds each; one chart. */
const SPEC = `axes:
  - { name: clusters, path: spec.mesh.clusters, values: [2, 3] }
  - { name: churn, path: spec.mesh.endpointsQPS, values: [1, 4] }
seeds: 3
charts: [{ name: latency, title: Latency, x: clusters, y: latency-p50, series: churn }]`;

/** Writes sweep.yaml and mesh.yaml into a folder. */
export function writeSweep(folder: string, spec: string = SPEC): void {
  writeFileSync(join(folder, "mesh.yaml"), TINY_MESH);
  writeFileSync(join(folder, "sweep.yaml"), sweepText(spec));
}

/** Runs the program in the folder. */
export function inFolder(folder: string, ...args: readonly string[]): Outcome {
  return clustermeshSim(args, { cwd: folder });
}

/** Every file of a finished sweep that must not hang on how it was run: all but the log, the manifest and shards. */
export function resultFiles(dir: string): Readonly<Record<string, string>> {
  const names = readdirSync(dir, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .filter((name) => name !== "log.ndjson" && name !== "manifest.json")
    .filter((name) => !name.startsWith("shard-"))
    .sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(dir, name), "utf8")]));
}
