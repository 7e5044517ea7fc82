/**
 * Runs a mesh whose receiving clusters are simulated apart from the sources on as many threads as there are: the sources
 * here, and its shares of receivers side by side. Those that begin with the sources, or when another topology has ended,
 * read the record of the sources while it is written. Shares are put together in their order, so the bytes are those of
 * `simulate`, whatever the number of threads.
 */
import { Worker } from "node:worker_threads";
import { RecordOutOfOrder, RecordSender, type RecordLink } from "./record-channel.js";
import type { ErrorRecord } from "./run-failure.js";
import {
  resultOf,
  shareProgress,
  SourcesRun,
  type Progress,
  type ReceiversRun,
  type SimulateOptions,
  type TopologyRun,
} from "./simulate.js";
import type { SpareThreads } from "./spare-threads.js";
import type { TopologyTask } from "./topology-task.js";
import { fromWorker, WORKER_LIMITS } from "./worker-limits.js";

/** What a worker is made with. */
export interface ReceiversTask {
  readonly task: TopologyTask;
  readonly record: RecordLink;
}

/** What a worker tells: how far it is, and then what the share that it was asked for came to. */
export type ReceiversMessage =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "done"; readonly run: ReceiversRun }
  | { readonly kind: "failed"; readonly error: ErrorRecord };

const WORKER_FILE = new URL("./receivers-worker.js", import.meta.url);

/**
 * Runs the task; `options` are those that are made of it.
 * @param spare threads beside this one; which of them are free may change while it runs.
 * @throws what `simulate` throws, from a worker as an error of the same name.
 */
export async function simulateOnThreads(
  options: SimulateOptions,
  task: TopologyTask,
  spare: SpareThreads,
): Promise<TopologyRun> {
  const sender = new RecordSender();
  const { room } = sender;
  const sources = new SourcesRun(options, {
    room,
    onRecorded: (untilNs) => {
      sender.recorded(sources.recording, untilNs);
      takeSpareThreads();
    },
  });
  const tell = shareProgress(options, sources);
  const others: ReceiversRun[] = [];
  const workers = new Set<Worker>();
  const start = (): Worker => {
    const record = sender.link(sources.recording);
    const workerData: ReceiversTask = { task, record };
    const worker = new Worker(WORKER_FILE, {
      workerData,
      transferList: [record.port],
      resourceLimits: WORKER_LIMITS,
    });
    workers.add(worker);
    return worker;
  };
  const places = Array.from({ length: sources.shares }, (_, place) => place);
  const takeTurns = async (): Promise<void> => {
    let worker: Worker | undefined;
    for (let place = places.shift(); place !== undefined; place = places.shift()) {
      worker ??= start();
      const share = place;
      const run = await ask(worker, share, (progress) => {
        tell(share, progress);
        takeSpareThreads();
      });
      if (run !== "again") {
        others[share] = run;
        continue;
      }
      places.unshift(share);
      await worker.terminate();
      worker = undefined;
    }
  };
  const turns: Promise<void>[] = [];
  const failure = new AbortController();
  const begin = (turn: Promise<void>): void => {
    // If the sources fail, nobody asks any more what became of it.
    turn.catch((error: unknown) => failure.abort(error));
    turns.push(turn);
  };
  const takeSpareThreads = (): void => {
    while (places.length > 0 && spare.take()) begin(takeTurns().finally(() => spare.giveBack()));
  };
  try {
    takeSpareThreads();
    sources.finish();
    sender.finished(sources.recording);
    // This thread waits from now on, so a share goes on in its place.
    begin(takeTurns());
    await allOf(turns, failure.signal);
  } finally {
    await Promise.all([...workers].map((worker) => worker.terminate()));
    sender.close();
  }
  return resultOf(options, sources.run, others);
}

/** Waits for all turns, and for those that begin meanwhile. @throws what the first of them to fail throws. */
async function allOf(turns: readonly Promise<void>[], failed: AbortSignal): Promise<void> {
  const failure = new Promise<never>((_, reject) => {
    const fail = (): void => reject(failed.reason as Error);
    if (failed.aborted) fail();
    else failed.addEventListener("abort", fail, { once: true });
  });
  for (let known = 0; known < turns.length;) {
    known = turns.length;
    await Promise.race([Promise.all(turns), failure]);
  }
}

/** One share, in a worker that has no other one; or that it has to be asked for again, from a new one. */
async function ask(
  worker: Worker,
  place: number,
  onProgress: (progress: Progress) => void,
): Promise<ReceiversRun | "again"> {
  const listening = new AbortController();
  try {
    return await new Promise<ReceiversRun | "again">((resolve, reject) => {
      const listen = (event: string, listener: (value: unknown) => void): void => {
        worker.on(event, listener);
        listening.signal.addEventListener("abort", () => worker.off(event, listener));
      };
      listen("message", (value) => {
        const message = value as ReceiversMessage;
        if (message.kind === "progress") onProgress(message.progress);
        else if (message.kind === "done") resolve(message.run);
        else if (message.error.name === RecordOutOfOrder.code) resolve("again");
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
