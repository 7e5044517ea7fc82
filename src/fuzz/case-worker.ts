/**
 * The body of a worker thread of a fuzz campaign: runs one case after the other and posts each outcome. It is told
 * once what all cases share; the variant of the sync algorithm is loaded here, since functions cannot be sent.
 */
import { parentPort, workerData } from "node:worker_threads";
import { UserError } from "../scenario/user-error.js";
import {
  caseSettings,
  runTask,
  type CaseReply,
  type CaseTask,
  type CaseWorkerData,
} from "./case-task.js";
import type { CaseSettings } from "./run-case.js";

const settings = caseSettings(workerData as CaseWorkerData);

parentPort?.on("message", (task: CaseTask) => {
  void answer(task, settings).then((reply) => parentPort?.postMessage(reply));
});

async function answer(task: CaseTask, shared: Promise<CaseSettings>): Promise<CaseReply> {
  try {
    return { kind: "done", outcome: runTask(task, await shared) };
  } catch (error) {
    if (error instanceof UserError) return { kind: "bad-input", problems: error.problems };
    throw error;
  }
}
