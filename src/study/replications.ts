/**
 * Runs many points with many seeds. A task is one point with one seed in all topologies of its scenario; what comes of
 * it is a value, also when it fails, so that one bad point never stops the rest. Outcomes do not depend on how many
 * workers there are, or on the order in which they end.
 * Not here: which seeds are enough (estimate.ts), and keeping outcomes on disk (sweep/).
 */
import type { CostProfile } from "../../models/etcd/costs.js";
import type { SummaryRow, Warning } from "../measure/documents.js";
import { interruptionOf, type ErrorRecord } from "../runner/run-failure.js";
import type { StudyPoint } from "./point.js";
import type { WarmUpSeries } from "./warm-up.js";
import { WorkerPool } from "./worker-pool.js";

/** One point with one seed. Plain data: it is copied into a worker thread. */
export interface ReplicationTask {
  readonly point: StudyPoint;
  readonly seed: string;
  /** Seconds of warm-up instead of the scenario's, as MSER-5 asked for. */
  readonly warmUpSeconds?: number;
  /** Costs instead of the profiles that the scenario names. */
  readonly costs?: CostProfile;
  /** Another sync algorithm than Cilium's: a variant's name, or a file that exports one. */
  readonly variant?: string;
}

/** One run of all topologies of a point. */
export interface Replication {
  readonly pointId: string;
  readonly seed: string;
  /** Sorted as in summary.json. */
  readonly rows: readonly SummaryRow[];
  readonly warnings: readonly Warning[];
  /** Engine events of all topologies. */
  readonly events: number;
  /** What the warm-up is judged by (warm-up.ts). */
  readonly warmUp: readonly WarmUpSeries[];
}

/** A run that gave no result. */
export interface ReplicationFailure {
  readonly pointId: string;
  readonly seed: string;
  /** Name and message of the error; the same on every machine unless it ran out of memory. */
  readonly error: Pick<ErrorRecord, "name" | "message">;
  /** The command that repeats the run. */
  readonly replay: string;
}

/** What came of a task. Wall time and memory are for estimates of the time left; no result holds them. */
export type ReplicationOutcome =
  | {
      readonly status: "done";
      readonly replication: Replication;
      readonly wallSeconds: number;
      readonly peakRssBytes: number;
    }
  | {
      readonly status: "failed";
      readonly failure: ReplicationFailure;
      readonly wallSeconds: number;
    };

export interface RunReplicationsOptions {
  readonly tasks: readonly ReplicationTask[];
  /** How many run at the same time, >= 1. Never changes an outcome. */
  readonly jobs: number;
  /** The command that repeats a task, for failures. */
  readonly replay?: (task: ReplicationTask) => string;
  readonly signal?: AbortSignal;
  /** Called after each task, in the order in which they end. */
  readonly onDone?: (outcome: ReplicationOutcome) => void;
}

/**
 * Runs all tasks; outcomes are in the order of the tasks.
 * @throws Interrupted after an abort, and what `onDone` throws. A failing task is an outcome, not an exception.
 */
export async function runReplications(
  options: RunReplicationsOptions,
): Promise<readonly ReplicationOutcome[]> {
  const { tasks, jobs, signal } = options;
  const outcomes: ReplicationOutcome[] = [];
  const pool = new WorkerPool(options.replay);
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    for (let index = next++; index < tasks.length; index = next++) {
      const task = tasks[index];
      if (task === undefined) return;
      if (signal?.aborted === true) throw interruptionOf(signal);
      const outcome = await pool.run(task, signal);
      outcomes[index] = outcome;
      options.onDone?.(outcome);
    }
  };
  const lanes = Array.from({ length: Math.min(jobs, tasks.length) }, takeTurns);
  try {
    await Promise.all(lanes);
  } catch (error) {
    next = tasks.length;
    await pool.close();
    await Promise.allSettled(lanes);
    throw error;
  } finally {
    await pool.close();
  }
  return outcomes;
}
