/**
 * The runs of the experiment: one mesh with more and more agents, simulated as cohorts and one by one, and what must be
 * equal. Not here: what it found (README.md).
 */
import { readFileSync } from "node:fs";
import { loadCostProfile } from "../../src/runner/cost-profiles.js";
import { simulate } from "../../src/runner/simulate.js";
import { loadScenario } from "../../src/scenario/load.js";
import type { Fidelity, TopologyName } from "../../src/scenario/scenario.js";
import { countersOf, quantilesOf, type Figures } from "./figures.js";

export const EXPERIMENT = "cohorts";
export const TOPOLOGIES: readonly TopologyName[] = ["original", "kvstoremesh"];
/** Agents of the whole mesh; half of them in each of its two clusters. */
export const AGENTS = [100, 500, 1000, 5000, 10_000, 50_000] as const;

export interface Order {
  readonly agents: number;
  readonly topology: TopologyName;
  readonly fidelity: Fidelity;
}

/** What one run gave, and what it cost. */
export interface CohortRun extends Order {
  readonly events: number;
  readonly cpuSeconds: number;
  readonly peakRssMiB: number;
  /** Figures that count things, by name. */
  readonly counters: Figures;
  /** Quantiles of the sync latency of each type of change, seconds. */
  readonly quantiles: Figures;
}

/** Both ways to simulate one mesh, held against each other. */
export interface Pair {
  readonly agents: number;
  readonly topology: TopologyName;
  readonly counters: number;
  /** Names of those that are not equal. */
  readonly unequal: readonly string[];
  readonly quantiles: number;
  /** The largest difference of a quantile, as a share, and which it was. */
  readonly largestError: number;
  readonly where: string;
  readonly eventsRatio: number;
}

/** Simulates one mesh in one way. */
export function simulateOrder(order: Order): CohortRun {
  const { agents, topology, fidelity } = order;
  const file = `experiments/${EXPERIMENT}/scenario.yaml`;
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const set = [`spec.mesh.agents=${agents / 2}`, `spec.fidelity=${fidelity}`];
  const scenario = loadScenario({ file, text, set });
  const costs = loadCostProfile(scenario.etcd.costProfile);
  const before = process.cpuUsage();
  const { rows, events } = simulate({ scenario, topology, seed: "1", costs });
  const { user, system } = process.cpuUsage(before);
  return {
    ...order,
    events,
    cpuSeconds: (user + system) / 1e6,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
    counters: countersOf(rows),
    quantiles: quantilesOf(rows),
  };
}

/** Holds the cohorts against the single agents. */
export function compare(cohort: CohortRun, individual: CohortRun): Pair {
  const names = new Set([...Object.keys(cohort.counters), ...Object.keys(individual.counters)]);
  const unequal = [...names].filter((name) => cohort.counters[name] !== individual.counters[name]);
  let largestError = 0;
  let where = "";
  for (const [name, value] of Object.entries(individual.quantiles)) {
    // One that is missing is as wrong as can be.
    const error = Math.abs((cohort.quantiles[name] ?? Infinity) / value - 1);
    if (error <= largestError) continue;
    largestError = error;
    where = name;
  }
  return {
    agents: cohort.agents,
    topology: cohort.topology,
    counters: names.size,
    unequal,
    quantiles: Object.keys(individual.quantiles).length,
    largestError,
    where,
    eventsRatio: individual.events / cohort.events,
  };
}
