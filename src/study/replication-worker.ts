/**
 * The body of a worker thread that runs one replication after the other until it is told to end. Threads share nothing,
 * so an outcome cannot depend on how many there are or what a thread ran before.
 */
import { parentPort } from "node:worker_threads";
import { toErrorRecord, type ErrorRecord } from "../runner/run-failure.js";
import { replicate } from "./replicate.js";
import type { ReplicationTask } from "./replications.js";

/** The answer to each task. */
export type WorkerAnswer =
  | { readonly kind: "done"; readonly result: ReturnType<typeof replicate> }
  | { readonly kind: "failed"; readonly error: ErrorRecord };

parentPort?.on("message", (task: ReplicationTask) => {
  parentPort?.postMessage(answer(task));
});

function answer(task: ReplicationTask): WorkerAnswer {
  try {
    return { kind: "done", result: replicate(task) };
  } catch (error) {
    return { kind: "failed", error: toErrorRecord(error) };
  }
}
