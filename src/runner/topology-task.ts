/**
 * One topology of a run, from its input to its outcome, with what only the machine knows (wall time, memory).
 * It is called the same way in a worker thread and in the main thread. The simulation itself is simulate.ts.
 */
import { receiversAreApart } from "../../models/apart/mesh-share.js";
import type { CostProfile } from "../../models/etcd/costs.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";
import type { CheckOptions } from "./checks.js";
import { loadVariant } from "./load-variant.js";
import { simulateOnThreads } from "./share-threads.js";
import { simulate, type Progress, type SimulateOptions, type TopologyRun } from "./simulate.js";
import { SpareThreads } from "./spare-threads.js";
import { TraceFile } from "./trace-file.js";

/** Everything a topology needs to run. Plain data: it is copied into the worker thread. */
export interface TopologyTask extends CheckOptions {
  readonly scenario: Scenario;
  readonly topology: TopologyName;
  readonly seed: string;
  readonly costs: CostProfile;
  readonly mockCosts: CostProfile;
  /** Where the event trace goes; no trace when absent. */
  readonly traceFile?: string;
  /** The count of a `SpareThreads` for shares of a mesh; default: there are none. Never changes a result. */
  readonly spareThreads?: SharedArrayBuffer;
}

export interface TopologyOutcome {
  readonly run: TopologyRun;
  readonly wallSeconds: number;
  /** Peak resident memory of the process so far. Topologies that run side by side share one process. */
  readonly peakRssBytes: number;
}

/** Progress is passed on at most this often; a simulation has thousands of steps a second. */
const PROGRESS_INTERVAL_MS = 100;
/** A worker thread needs compiled files; from TypeScript sources everything runs here. */
const IS_COMPILED = import.meta.url.endsWith(".js");

/**
 * Runs the task to its end.
 * @throws what `simulate` throws, and UserError when there is no such variant or the trace cannot be written.
 */
export async function runTask(
  task: TopologyTask,
  onProgress: (progress: Progress) => void,
): Promise<TopologyOutcome> {
  const { traceFile, spareThreads } = task;
  const plain = { ...(await simulationOptions(task)), onProgress: throttled(onProgress) };
  const started = process.hrtime.bigint();
  const trace = traceFile === undefined ? undefined : new TraceFile(traceFile);
  let whole = false;
  try {
    const options = trace === undefined ? plain : { ...plain, trace };
    // The trace of a mesh in shares is in their order, so they run one after the other.
    const inShares = trace === undefined && receiversAreApart(task.scenario, task.topology);
    const run =
      IS_COMPILED && inShares && spareThreads !== undefined
        ? await simulateOnThreads(options, task, new SpareThreads(spareThreads))
        : simulate(options);
    whole = true;
    return {
      run,
      wallSeconds: Number(process.hrtime.bigint() - started) / 1e9,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    trace?.close(whole);
  }
}

/** What a task says of the simulation itself. @throws UserError when there is no such variant. */
export async function simulationOptions({
  variant,
  ...options
}: TopologyTask): Promise<SimulateOptions> {
  return variant === undefined ? options : { ...options, algorithm: await loadVariant(variant) };
}

/** Passes progress on at most ten times a second. */
export function throttled(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  let nextMs = 0;
  return (progress) => {
    const nowMs = Date.now();
    if (nowMs < nextMs) return;
    nextMs = nowMs + PROGRESS_INTERVAL_MS;
    onProgress(progress);
  };
}
