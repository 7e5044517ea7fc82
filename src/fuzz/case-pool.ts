/**
 * Runs cases on several threads, or one after the other in this one. A task is a seed, or a scenario with a seed; what
 * comes back is the same wherever it ran. From TypeScript sources (tests, tsx) everything runs in the main thread,
 * since a worker thread needs compiled files.
 * Not here: the order of cases and what follows from them (campaign.ts).
 */
import { Worker } from "node:worker_threads";
import { errorCode } from "../runner/file-problem.js";
import { UserError } from "../scenario/user-error.js";
import {
  caseSettings,
  runTask,
  type CaseReply,
  type CaseTask,
  type CaseWorkerData,
} from "./case-task.js";
import type { CaseOutcome } from "./run-case.js";

/** Something that runs cases. */
export interface CasePool {
  /** How many tasks it works on at a time. */
  readonly width: number;
  /** The outcome of a task. Give it at most `width` at a time. */
  run(task: CaseTask): Promise<CaseOutcome>;
  /** Ends its threads; what they work on is lost. */
  close(): Promise<void>;
}

const WORKER_FILE = new URL("./case-worker.js", import.meta.url);
/** A case is over before most of what it made would be moved to the old generation: a tenth of its time. */
const YOUNG_GENERATION_MB = 128;
const IS_COMPILED = import.meta.url.endsWith(".js");

/** A pool of `jobs` threads. @throws UserError when there is no such variant. */
export async function openPool(jobs: number, data: CaseWorkerData): Promise<CasePool> {
  // Loaded here too, so that a wrong name is refused before any thread starts.
  const settings = await caseSettings(data);
  if (!IS_COMPILED) return poolInThread((task) => runTask(task, settings));
  return new ThreadPool(jobs, data);
}

/** A pool that runs tasks here, giving way to signals and timers between them. */
export function poolInThread(run: (task: CaseTask) => CaseOutcome): CasePool {
  return {
    width: 1,
    run: async (task) => {
      await new Promise((resolve) => setImmediate(resolve));
      return run(task);
    },
    close: async () => Promise.resolve(),
  };
}

/** A thread and what it works on. */
interface Lane {
  readonly worker: Worker;
  settle: { resolve(outcome: CaseOutcome): void; reject(error: unknown): void } | undefined;
}

class ThreadPool implements CasePool {
  readonly width: number;
  private readonly lanes: readonly Lane[];

  constructor(width: number, workerData: CaseWorkerData) {
    this.width = width;
    this.lanes = Array.from({ length: width }, () => openLane(workerData));
  }

  async run(task: CaseTask): Promise<CaseOutcome> {
    const lane = this.lanes.find(({ settle }) => settle === undefined);
    if (lane === undefined) throw new Error("a pool gets no more tasks than it has threads");
    return new Promise((resolve, reject) => {
      lane.settle = { resolve, reject };
      lane.worker.postMessage(task);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.lanes.map(({ worker }) => worker.terminate()));
  }
}

function openLane(workerData: CaseWorkerData): Lane {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
  const worker = new Worker(WORKER_FILE, { workerData, resourceLimits });
  const lane: Lane = { worker, settle: undefined };
  const fail = (error: unknown): void => {
    lane.settle?.reject(error);
    lane.settle = undefined;
  };
  lane.worker.on("message", (reply: CaseReply) => {
    if (reply.kind === "bad-input") {
      fail(new UserError(reply.problems));
      return;
    }
    lane.settle?.resolve(reply.outcome);
    lane.settle = undefined;
  });
  lane.worker.on("error", (error) => {
    const isFull = errorCode(error) === "ERR_WORKER_OUT_OF_MEMORY";
    fail(isFull ? new Error("a case ran out of memory; use fewer --jobs") : error);
  });
  lane.worker.on("exit", (code) => fail(new Error(`a worker thread ended with code ${code}`)));
  return lane;
}
