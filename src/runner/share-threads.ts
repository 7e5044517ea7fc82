/**
 * Runs a mesh whose receiving clusters are simulated apart from the sources on several threads: the sources first, here,
 * then its shares of receivers side by side. They only read the record of the sources, and are put together in their
 * order, so the bytes are those of `simulate`, whatever the number of threads.
 */
import { Worker } from "node:worker_threads";
import type { SourcesRecord } from "../../models/apart/sources-record.js";
import type { ErrorRecord } from "./run-failure.js";
import {
  resultOf,
  shareProgress,
  simulateSources,
  type Progress,
  type ReceiversRun,
  type SimulateOptions,
  type TopologyRun,
} from "./simulate.js";
import type { TopologyTask } from "./topology-task.js";
import { fromWorker, WORKER_LIMITS } from "./worker-limits.js";

/** What a worker is made with. */
export interface ReceiversTask {
  readonly task: TopologyTask;
  readonly record: SourcesRecord;
}

/** What a worker tells: how far it is, and then what the share that it was asked for came to. */
export type ReceiversMessage =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "done"; readonly run: ReceiversRun }
  | { readonly kind: "failed"; readonly error: ErrorRecord };

const WORKER_FILE = new URL("./receivers-worker.js", import.meta.url);

/**
 * Runs the task; `options` are those that are made of it.
 * @param threads how many shares run at the same time, >= 1.
 * @throws what `simulate` throws, from a worker as an error of the same name.
 */
export async function simulateOnThreads(
  options: SimulateOptions,
  task: TopologyTask,
  threads: number,
): Promise<TopologyRun> {
  const { run, record, shares } = simulateSources(options, sharedRoom);
  const tell = shareProgress(options, { run, shares });
  const others: ReceiversRun[] = [];
  const workerData: ReceiversTask = { task, record };
  const workers: Worker[] = [];
  let next = 0;
  const takeTurns = async (): Promise<void> => {
    const worker = new Worker(WORKER_FILE, { workerData, resourceLimits: WORKER_LIMITS });
    workers.push(worker);
    for (let place = next++; place < shares; place = next++) {
      others[place] = await ask(worker, place, (progress) => tell(place, progress));
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(threads, shares) }, takeTurns));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return resultOf(options, run, others);
}

/** One share, in a worker that has no other one. */
async function ask(
  worker: Worker,
  place: number,
  onProgress: (progress: Progress) => void,
): Promise<ReceiversRun> {
  const listening = new AbortController();
  try {
    return await new Promise<ReceiversRun>((resolve, reject) => {
      const listen = (event: string, listener: (value: unknown) => void): void => {
        worker.on(event, listener);
        listening.signal.addEventListener("abort", () => worker.off(event, listener));
      };
      listen("message", (value) => {
        const message = value as ReceiversMessage;
        if (message.kind === "progress") onProgress(message.progress);
        else if (message.kind === "done") resolve(message.run);
        else reject(failed(message.error));
      });
      listen("error", (error) => reject(failed(fromWorker(error))));
      listen("exit", (code) =>
        reject(new Error(`the thread of a share ended with code ${String(code)} and no result`)),
      );
      worker.postMessage(place);
    });
  } finally {
    listening.abort();
  }
}

/** An error of a thread, as it was there. */
function failed(error: ErrorRecord): Error {
  return Object.assign(new Error(error.message), error);
}

/** In memory that threads share. */
function sharedRoom(numbers: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(numbers * Float64Array.BYTES_PER_ELEMENT));
}
