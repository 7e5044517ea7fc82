/**
 * Runs one scenario, topology and seed after the other, or `jobs` of them side by side, and keeps of each what
 * comparisons need: its rows. A run that ends without a result is a value here, since it is an answer too: a mesh that
 * does not get in sync breaks every objective. Not here: what to run, and how seeds become intervals.
 */
import type { CostProfile } from "../../models/etcd/costs.js";
import type { SummaryRow, Warning } from "../measure/documents.js";
import { RunFailure } from "../runner/run-failure.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";
import { studyPoint } from "./point.js";
import { runReplications, type ReplicationOutcome } from "./replications.js";

/** What to run. */
export interface SeedTask {
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly seed: string;
  /** Costs instead of the profile that the scenario names. */
  readonly costs?: CostProfile;
  /** Another sync algorithm than Cilium's: a variant's name, or a file that exports one. */
  readonly variant?: string;
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
  /** Why there is no result: the mesh did not get in sync in the time allowed, or broke an invariant. */
  readonly failure?: string;
}

export interface SeedRunOptions {
  /** How many run at the same time, >= 1. Never changes a result. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  /** Called after each run. */
  readonly onDone?: () => void;
  /** A broken invariant is an outcome too: for a gate, which asks whether the algorithm still works. */
  readonly acceptsViolations?: boolean;
}

/** The failure that says something about the mesh; all others are about the input or the simulator. */
const OF_THE_MESH = "BootstrapTimeout";
/** The failure that says something about the algorithm. */
const OF_THE_ALGORITHM = "InvariantViolation";

/**
 * The outcomes, in the order of the tasks.
 * @throws RunFailure when a run hits a limit of the simulator or its input is wrong, Interrupted after an abort.
 */
export async function seedRuns(
  tasks: readonly SeedTask[],
  options: SeedRunOptions,
): Promise<readonly SeedRun[]> {
  if (tasks.length === 0) return [];
  const { jobs, signal, onDone } = options;
  const outcomes = await runReplications({
    tasks: tasks.map(({ scenario, topology, seed, costs, variant }) => ({
      point: studyPoint({ ...scenario, topologies: [topology] }),
      seed,
      ...(costs === undefined ? {} : { costs }),
      ...(variant === undefined ? {} : { variant }),
    })),
    jobs,
    ...(signal === undefined ? {} : { signal }),
    onDone: () => onDone?.(),
  });
  return tasks.map((task, index) => seedRun(task, outcomes[index], options));
}

function seedRun(
  { topology, seed }: SeedTask,
  outcome: ReplicationOutcome | undefined,
  { acceptsViolations = false }: SeedRunOptions,
): SeedRun {
  if (outcome === undefined) throw new Error("each task should have an outcome");
  if (outcome.status === "done") {
    const { rows, warnings, events } = outcome.replication;
    return { topology, seed, rows, warnings, events };
  }
  const { error, replay } = outcome.failure;
  const isOutcome =
    error.name === OF_THE_MESH || (acceptsViolations && error.name === OF_THE_ALGORITHM);
  if (!isOutcome) throw new RunFailure({ ...error, stack: "" }, replay);
  return { topology, seed, rows: [], warnings: [], events: 0, failure: error.message };
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
