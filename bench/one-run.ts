/**
 * One run of one topology in a process of its own, so that its peak memory is its own, on as many threads as `run` takes
 * (only a mesh whose receivers are simulated apart has work for a second one): prints a line of JSON.
 * Started by child-run.ts as tsc compiled it into dist/, as what it runs: translated on the fly, closures carry names and
 * cost more, and the translator's memory counts. The argument is JSON: {preset, topology, set}.
 */
import { loadCostProfile } from "../src/runner/cost-profiles.js";
import { defaultJobs } from "../src/runner/default-jobs.js";
import { SpareThreads } from "../src/runner/spare-threads.js";
import { runTask } from "../src/runner/topology-task.js";
import type { TopologyName } from "../src/scenario/scenario.js";
import { presetScenario } from "../src/scenario/presets.js";

/** What to run. */
export interface RunOrder {
  readonly preset: string;
  readonly topology: TopologyName;
  /** Overrides, as for `--set`. */
  readonly set: readonly string[];
}

/** What a run cost. */
export interface Cost {
  /** Of the simulation itself, without starting the process. */
  readonly wallSeconds: number;
  /** Of the simulation itself, garbage collection included: less at the mercy of what else runs on the machine. */
  readonly cpuSeconds: number;
  /** Of the process. */
  readonly peakRssMiB: number;
  readonly simulatedSeconds: number;
}

export interface RunCost extends Cost {
  readonly events: number;
}

const { preset, topology, set } = JSON.parse(process.argv[2] ?? "{}") as RunOrder;
const scenario = presetScenario(preset, { set });
const costs = loadCostProfile(scenario.etcd.costProfile);
const before = process.cpuUsage();
const start = performance.now();
const spareThreads = SpareThreads.of(defaultJobs() - 1).buffer;
const task = { scenario, topology, seed: "1", costs, mockCosts: costs, spareThreads };
const { events, simulatedNs } = (await runTask(task, () => undefined)).run;
const wallSeconds = (performance.now() - start) / 1e3;
const { user, system } = process.cpuUsage(before);
const cost: RunCost = {
  wallSeconds,
  cpuSeconds: (user + system) / 1e6,
  peakRssMiB: process.resourceUsage().maxRSS / 1024,
  events,
  simulatedSeconds: simulatedNs / 1e9,
};
process.stdout.write(`${JSON.stringify(cost)}\n`);
