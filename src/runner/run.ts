/**
 * One run: a scenario and a seed in, the three result documents out. It loads the costs and runs each topology; result.ts
 * makes the documents. It writes nothing (write.ts does) and prints nothing.
 */
import type { Scenario } from "../scenario/scenario.js";
import type { CheckOptions } from "./checks.js";
import { loadCostProfile } from "./cost-profiles.js";
import { gitCommit, packageVersion } from "./package-info.js";
import { RunFailure, toErrorRecord } from "./run-failure.js";
import { assembleResult, type RunResult } from "./result.js";
import { runTopologies } from "./run-topologies.js";
import type { Progress } from "./simulate.js";
import type { TopologyTask } from "./topology-task.js";
import { traceFileOf } from "./trace-file.js";

export interface RunOptions extends CheckOptions {
  readonly scenario: Scenario;
  readonly seed: string;
  /** The command that repeats this run; kept in the manifest and shown when the run fails. */
  readonly replay: string;
  /** How many topologies, or shares of one, run at the same time, >= 1 (default 1). Never changes a result. */
  readonly jobs?: number;
  /** Where the event trace goes; with several topologies each gets a file of its own. */
  readonly traceFile?: string;
  readonly onProgress?: (progress: Progress) => void;
  /** A topology has ended. */
  readonly onTopologyDone?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs every topology of the scenario.
 * @throws UserError on an unknown cost profile, RunFailure when a topology fails, Interrupted after an abort.
 */
export async function runScenario(options: RunOptions): Promise<RunResult> {
  const { scenario, seed, replay } = options;
  const startedAt = new Date().toISOString();
  const tasks = tasksOf(options);
  const outcomes = await runTopologies(tasks, { ...options, jobs: options.jobs ?? 1 });
  try {
    return assembleResult({
      scenario,
      seed,
      replay,
      version: packageVersion(),
      outcomes,
      costs: tasks[0]?.costs.constants ?? [],
      environment: {
        node: process.version,
        platform: `${process.platform}-${process.arch}`,
        gitCommit: gitCommit(),
        startedAt,
      },
    });
  } catch (error) {
    throw new RunFailure(toErrorRecord(error), replay);
  }
}

function tasksOf(options: RunOptions): readonly TopologyTask[] {
  const { scenario, seed, traceFile, checks, variant } = options;
  const costs = loadCostProfile(scenario.etcd.costProfile);
  const mockCosts = loadCostProfile(scenario.mockEtcd.costProfile);
  const isOnly = scenario.topologies.length === 1;
  return scenario.topologies.map((topology) => ({
    scenario,
    topology,
    seed,
    costs,
    mockCosts,
    ...(checks === undefined ? {} : { checks }),
    ...(variant === undefined ? {} : { variant }),
    ...(traceFile === undefined ? {} : { traceFile: traceFileOf(traceFile, topology, isOnly) }),
  }));
}
