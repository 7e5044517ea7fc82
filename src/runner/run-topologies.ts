/**
 * Runs the topologies of a scenario, side by side as far as `jobs` allows, and gives the outcomes in the order asked for.
 * From TypeScript sources (tests, tsx) it runs in the main thread instead, since a worker thread needs compiled files;
 * the outcome is the same, byte for byte.
 */
import { rmSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { UserError } from "../scenario/user-error.js";
import { interruptionOf, RunFailure, toErrorRecord, type ErrorRecord } from "./run-failure.js";
import type { Progress } from "./simulate.js";
import { SpareThreads } from "./spare-threads.js";
import { runTask, type TopologyOutcome, type TopologyTask } from "./topology-task.js";
import type { WorkerMessage } from "./topology-worker.js";
import { partialTraceOf } from "./trace-file.js";
import { fromWorker, WORKER_LIMITS } from "./worker-limits.js";

export interface RunTopologiesOptions {
  /** How many of them, or shares of one, run at the same time, >= 1. Never changes a result. */
  readonly jobs: number;
  /** The command that repeats the run, for error messages. */
  readonly replay: string;
  readonly onProgress?: (progress: Progress) => void;
  /** A topology has ended: from now on fewer of them run. */
  readonly onTopologyDone?: () => void;
  /** Aborting it stops all workers. */
  readonly signal?: AbortSignal;
}

const WORKER_FILE = new URL("./topology-worker.js", import.meta.url);
const IS_COMPILED = import.meta.url.endsWith(".js");

/**
 * Runs all tasks. The first that fails stops the others.
 * @throws UserError, RunFailure, or Interrupted when `signal` was aborted.
 */
export async function runTopologies(
  tasks: readonly TopologyTask[],
  options: RunTopologiesOptions,
): Promise<readonly TopologyOutcome[]> {
  const stop = new AbortController();
  const signal =
    options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const outcomes: TopologyOutcome[] = [];
  const lanes = Math.min(options.jobs, tasks.length);
  const spare = SpareThreads.of(options.jobs - lanes);
  // With one thread there is no other one to wait for, ever.
  const spareThreads = options.jobs > 1 ? { spareThreads: spare.buffer } : {};
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    for (let index = next++; index < tasks.length; index = next++) {
      const task = tasks[index];
      if (task === undefined) return;
      outcomes[index] = await runOne({ ...task, ...spareThreads }, { ...options, signal });
      options.onTopologyDone?.();
    }
    spare.giveBack();
  };
  const turns = Array.from({ length: lanes }, takeTurns);
  try {
    await Promise.all(turns);
  } catch (error) {
    stop.abort();
    // The other workers must be gone before the caller cleans up behind them.
    await Promise.allSettled(turns);
    throw error;
  }
  return outcomes;
}

interface OneOptions extends RunTopologiesOptions {
  readonly signal: AbortSignal;
}

async function runOne(task: TopologyTask, options: OneOptions): Promise<TopologyOutcome> {
  const onProgress = options.onProgress ?? ((): void => undefined);
  if (options.signal.aborted) throw interruptionOf(options.signal);
  if (IS_COMPILED) return inWorker(task, onProgress, options);
  try {
    return await runTask(task, onProgress);
  } catch (error) {
    throw error instanceof UserError ? error : failure(task, toErrorRecord(error), options.replay);
  }
}

async function inWorker(
  task: TopologyTask,
  onProgress: (progress: Progress) => void,
  { signal, replay }: OneOptions,
): Promise<TopologyOutcome> {
  const worker = new Worker(WORKER_FILE, { workerData: task, resourceLimits: WORKER_LIMITS });
  const onAbort = (): void => void worker.terminate();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await new Promise<TopologyOutcome>((resolve, reject) => {
      worker.on("message", (message: WorkerMessage) => {
        if (message.kind === "progress") onProgress(message.progress);
        else if (message.kind === "done") resolve(message.outcome);
        else if (message.kind === "bad-input") reject(new UserError(message.problems));
        else reject(failure(task, message.error, replay));
      });
      worker.on("error", (error) => reject(failure(task, fromWorker(error), replay)));
      worker.on("exit", (code) => {
        if (signal.aborted) reject(interruptionOf(signal));
        const message = `the worker thread ended with code ${code} and no result`;
        reject(failure(task, { name: "Error", message, stack: "" }, replay));
      });
    });
  } finally {
    signal.removeEventListener("abort", onAbort);
    await worker.terminate();
    // A worker that was stopped could not tidy up after itself.
    if (task.traceFile !== undefined) rmSync(partialTraceOf(task.traceFile), { force: true });
  }
}

function failure(task: TopologyTask, error: ErrorRecord, replay: string): RunFailure {
  // What a variant breaks is its own fault, not one of the simulator.
  const isExpected = error.name === "InvariantViolation" && task.variant !== undefined;
  const name = isExpected ? "VariantViolation" : error.name;
  return new RunFailure({ ...error, name, message: `${task.topology}: ${error.message}` }, replay);
}
