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
  | { readonly kind: "done"; readonly result: Awaited<ReturnType<typeof replicate>> }
  | { readonly kind: "failed"; readonly error: ErrorRecord };

parentPort?.on("message", (task: ReplicationTask) => {
  void answer(task).then((said) => parentPort?.postMessage(said));
});

async function answer(task: ReplicationTask): Promise<WorkerAnswer> {
  try {
    return { kind: "done", result: await replicate(task) };
  } catch (error) {
    return { kind: "failed", error: toErrorRecord(error) };
  }
}
