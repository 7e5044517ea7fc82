/**
 * Worker threads that live as long as a study, each running one replication at a time. Starting a thread takes longer
 * than a small run, so they are used again; one that died (its memory ran full) is replaced, and only its task fails.
 * From TypeScript sources (tests, tsx) tasks run in the main thread, since a thread needs compiled files; the outcome is
 * the same, byte for byte.
 */
import { Worker } from "node:worker_threads";
import { interruptionOf, toErrorRecord, type ErrorRecord } from "../runner/run-failure.js";
import { fromWorker } from "../runner/worker-limits.js";
import { replicate } from "./replicate.js";
import type { WorkerAnswer } from "./replication-worker.js";
import type { ReplicationOutcome, ReplicationTask } from "./replications.js";

const WORKER_FILE = new URL("./replication-worker.js", import.meta.url);
const IS_COMPILED = import.meta.url.endsWith(".js");

/** As many threads as there are tasks under way at the same time; the caller decides how many that are. */
export class WorkerPool {
  private readonly replay: (task: ReplicationTask) => string;
  private readonly idle: Worker[] = [];
  private readonly all = new Set<Worker>();
  private isClosed = false;

  constructor(replay: (task: ReplicationTask) => string = defaultReplay) {
    this.replay = replay;
  }

  /**
   * Runs one task to its end.
   * @throws Interrupted when `signal` is aborted meanwhile, Error when the pool is closed; never for a failing task.
   */
  async run(task: ReplicationTask, signal?: AbortSignal): Promise<ReplicationOutcome> {
    const started = process.hrtime.bigint();
    const answer = IS_COMPILED ? await this.inWorker(task, signal) : await here(task);
    const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (answer.kind === "failed") {
      const { name, message } = answer.error;
      const failure = {
        pointId: task.point.id,
        seed: task.seed,
        error: { name, message },
        replay: this.replay(task),
      };
      return { status: "failed", failure, wallSeconds };
    }
    const { peakRssBytes, ...replication } = answer.result;
    return { status: "done", replication, wallSeconds, peakRssBytes };
  }

  /** Ends all threads; tasks under way are rejected, so that nobody takes them for failures. */
  async close(): Promise<void> {
    this.isClosed = true;
    const workers = [...this.all];
    this.all.clear();
    this.idle.length = 0;
    await Promise.all(workers.map(async (worker) => worker.terminate()));
  }

  private async inWorker(task: ReplicationTask, signal?: AbortSignal): Promise<WorkerAnswer> {
    const worker = this.idle.pop() ?? this.start();
    const listening = new AbortController();
    let isAlive = true;
    try {
      return await new Promise<WorkerAnswer>((resolve, reject) => {
        const died = (error: ErrorRecord): void => {
          isAlive = false;
          if (signal?.aborted === true) reject(interruptionOf(signal));
          else if (this.isClosed) reject(new Error("the worker pool was closed"));
          else resolve({ kind: "failed", error });
        };
        const onAbort = (): void => {
          isAlive = false;
          void worker.terminate();
          if (signal !== undefined) reject(interruptionOf(signal));
        };
        const until = listening.signal;
        listen(worker, "message", resolve as (value: unknown) => void, until);
        listen(worker, "error", (error) => died(fromWorker(error, "fewer --jobs")), until);
        const ended = (code: unknown): void => {
          const message = `the worker thread ended with code ${String(code)} and no result`;
          died({ name: "Error", message, stack: "" });
        };
        listen(worker, "exit", ended, until);
        signal?.addEventListener("abort", onAbort, { signal: until });
        if (signal?.aborted === true) onAbort();
        else worker.postMessage(task);
      });
    } finally {
      listening.abort();
      if (isAlive && !this.isClosed) this.idle.push(worker);
      else this.all.delete(worker);
    }
  }

  private start(): Worker {
    const worker = new Worker(WORKER_FILE);
    this.all.add(worker);
    return worker;
  }
}

/** Listens until `signal` is aborted. */
function listen(
  worker: Worker,
  event: "message" | "error" | "exit",
  listener: (value: unknown) => void,
  signal: AbortSignal,
): void {
  worker.on(event, listener);
  signal.addEventListener("abort", () => worker.off(event, listener), { once: true });
}

/** The replay command when nobody knows a better one. */
function defaultReplay({ point, seed }: ReplicationTask): string {
  return `clustermesh-sim run -f ${point.id}.yaml --seed ${seed}, with the scenario of point ${point.id}`;
}

async function here(task: ReplicationTask): Promise<WorkerAnswer> {
  try {
    return { kind: "done", result: await replicate(task) };
  } catch (error) {
    return { kind: "failed", error: toErrorRecord(error) };
  }
}
