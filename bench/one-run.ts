/**
 * One run of one topology in a process of its own, so that its peak memory is its own: prints a line of JSON.
 * Started by child-run.ts; the argument is JSON: {preset, topology, set}.
 */
import { loadCostProfile } from "../src/runner/cost-profiles.js";
import { simulate } from "../src/runner/simulate.js";
import { presetScenario } from "../src/scenario/presets.js";
import type { RunCost, RunOrder } from "./child-run.js";

const { preset, topology, set } = JSON.parse(process.argv[2] ?? "{}") as RunOrder;
const scenario = presetScenario(preset, { set });
const costs = loadCostProfile(scenario.etcd.costProfile);
const before = process.cpuUsage();
const start = performance.now();
const { events, simulatedNs } = simulate({ scenario, topology, seed: "1", costs });
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
