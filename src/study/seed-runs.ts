/**
 * Runs one scenario, topology and seed after the other, or `jobs` of them side by side, and keeps of each what
 * comparisons need: its rows. A run that ends without a result is a value here, since it is an answer too: a mesh that
 * does not get in sync breaks every objective. Not here: what to run, and how seeds become intervals.
 */
import type { CostProfile } from "../../models/etcd/costs.js";
import type { SummaryRow, Warning } from "../measure/documents.js";
import { loadCostProfile } from "../runner/cost-profiles.js";
import { RunFailure, toErrorRecord } from "../runner/run-failure.js";
import { runTopologies } from "../runner/run-topologies.js";
import { sortSummaryRows } from "../runner/sort-rows.js";
import type { TopologyTask } from "../runner/topology-task.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";

/** What to run. */
export interface SeedTask {
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly seed: string;
  /** Costs instead of the profile that the scenario names. */
  readonly costs?: CostProfile;
}

/** What came of it. */
export interface SeedRun {
  readonly topology: TopologyName;
  readonly seed: string;
  /** Sorted as in summary.json; empty when the run failed. */
  readonly rows: readonly SummaryRow[];
  readonly warnings: readonly Warning[];
  /** Engine events; 0 when the run failed. */
  readonly events: number;
  /** Why there is no result: the mesh did not get in sync in the time allowed. */
  readonly failure?: string;
}

export interface SeedRunOptions {
  /** How many run at the same time, >= 1. Never changes a result. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  /** Called after each run, in the order in which they end. */
  readonly onDone?: (run: SeedRun) => void;
}

/**
 * The outcomes, in the order of the tasks.
 * @throws UserError on bad input, RunFailure when a run hits a limit of the simulator, Interrupted after an abort.
 */
export async function seedRuns(
  tasks: readonly SeedTask[],
  options: SeedRunOptions,
): Promise<readonly SeedRun[]> {
  const runs: SeedRun[] = [];
  let next = 0;
  let stopped = false;
  const takeTurns = async (): Promise<void> => {
    for (let index = next++; index < tasks.length && !stopped; index = next++) {
      const task = tasks[index];
      if (task === undefined) return;
      const run = await seedRun(task, options.signal);
      runs[index] = run;
      options.onDone?.(run);
    }
  };
  const lanes = Array.from({ length: Math.min(options.jobs, tasks.length) }, takeTurns);
  try {
    await Promise.all(lanes);
  } catch (error) {
    stopped = true;
    await Promise.allSettled(lanes);
    throw error;
  }
  return runs;
}

async function seedRun(task: SeedTask, signal: AbortSignal | undefined): Promise<SeedRun> {
  const { topology, seed } = task;
  const replay = `clustermesh-sim run --topology ${topology} --seed ${seed} with the scenario of this study`;
  try {
    const options = { jobs: 1, replay, ...(signal === undefined ? {} : { signal }) };
    const [outcome] = await runTopologies([topologyTask(task)], options);
    if (outcome === undefined) throw new Error("one task should have one outcome");
    const { rows, warnings, events } = outcome.run;
    return { topology, seed, rows: sortSummaryRows(rows), warnings, events };
  } catch (error) {
    if (!isTimeout(error)) throw error;
    const failure = toErrorRecord(error).message;
    return { topology, seed, rows: [], warnings: [], events: 0, failure };
  }
}

function topologyTask({ scenario, topology, seed, costs }: SeedTask): TopologyTask {
  const profile = costs ?? loadCostProfile(scenario.etcd.costProfile);
  const mockCosts = costs ?? loadCostProfile(scenario.mockEtcd.costProfile);
  return { scenario, topology, seed, costs: profile, mockCosts };
}

/** The only failure that says something about the mesh; the others are about the simulator. */
function isTimeout(error: unknown): boolean {
  return error instanceof RunFailure && error.message.includes("did not get in sync");
}

/** Seeds "1" to "n". The same for every point of a study, so that differences are paired. */
export function firstSeeds(n: number): readonly string[] {
  return Array.from({ length: n }, (_, index) => String(index + 1));
}

/** A task for each topology of the scenario and each seed. */
export function tasksOf(
  scenario: Scenario,
  seeds: readonly string[],
  costs?: CostProfile,
): readonly SeedTask[] {
  return scenario.topologies.flatMap((topology) =>
    seeds.map((seed) => ({ scenario, topology, seed, ...(costs === undefined ? {} : { costs }) })),
  );
}
