/**
 * The body of a worker thread: runs one topology and posts its progress and its outcome.
 * Threads exist so that Ctrl-C and the progress bar stay alive and two topologies use two cores; they share nothing,
 * so a result cannot depend on how many there are.
 */
import { parentPort, workerData } from "node:worker_threads";
import { UserError, type Problem } from "../scenario/user-error.js";
import { toErrorRecord, type ErrorRecord } from "./run-failure.js";
import type { Progress } from "./simulate.js";
import { runTask, type TopologyOutcome, type TopologyTask } from "./topology-task.js";

/** What a worker tells its parent: any number of `progress`, then one of the others. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "done"; readonly outcome: TopologyOutcome }
  | { readonly kind: "bad-input"; readonly problems: readonly Problem[] }
  | { readonly kind: "failed"; readonly error: ErrorRecord };

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

try {
  const task = workerData as TopologyTask;
  const outcome = await runTask(task, (progress) => post({ kind: "progress", progress }));
  post({ kind: "done", outcome });
} catch (error) {
  if (error instanceof UserError) post({ kind: "bad-input", problems: error.problems });
  else post({ kind: "failed", error: toErrorRecord(error) });
}
