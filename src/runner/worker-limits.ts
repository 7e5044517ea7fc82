/** What threads that simulate may take of memory, and what it means when that was not enough. */
import { errorCode } from "./file-problem.js";
import { toErrorRecord, type ErrorRecord } from "./run-failure.js";

/** Changes live for milliseconds: with more room for the young, fewer of them are taken for old. */
export const WORKER_LIMITS = { maxYoungGenerationSizeMb: 96 };

/**
 * The error of a thread. A heap that ran full is not a mistake of the program: the user can do something about it.
 * @param jobs what to ask for instead of so many threads.
 */
export function fromWorker(error: unknown, jobs = "--jobs 1"): ErrorRecord {
  const record = toErrorRecord(error);
  if (errorCode(error) !== "ERR_WORKER_OUT_OF_MEMORY") return record;
  const message =
    `out of memory: use spec.fidelity cohort, spec.observe {sample: 4}, ${jobs}, ` +
    "or a larger heap (NODE_OPTIONS=--max-old-space-size=8192)";
  return { ...record, name: "OutOfMemory", message };
}
