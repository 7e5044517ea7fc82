/**
 * The explorer's web worker: runs one topology with the same engine and models as the command line, tells its progress,
 * and now and then what was measured so far.
 */
import { simulate } from "../../runner/simulate.js";
import type { RunMessage, RunRequest } from "../messages.js";

/** Wall time between two looks at what was measured, also in terms of what a look takes; and between two words of progress. */
const LOOK_MS = 500;
const LOOKS_COST = 20;
const TELL_MS = 100;

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<RunRequest>) => void) | null;
  postMessage(message: RunMessage): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: request }): void => {
  const { topology } = request;
  const startedMs = performance.now();
  let nextLookMs = startedMs;
  let nextTellMs = startedMs;
  try {
    const run = simulate({
      ...request,
      onProgress: (progress, look) => {
        const nowMs = performance.now();
        if (nowMs >= nextTellMs) {
          nextTellMs = nowMs + TELL_MS;
          scope.postMessage({ kind: "progress", progress });
        }
        if (nowMs < nextLookMs) return;
        scope.postMessage({ kind: "partial", topology, partial: look() });
        const tookMs = performance.now() - nowMs;
        nextLookMs = nowMs + Math.max(LOOK_MS, LOOKS_COST * tookMs);
      },
    });
    const wallSeconds = (performance.now() - startedMs) / 1000;
    scope.postMessage({ kind: "done", topology, run, wallSeconds });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    scope.postMessage({ kind: "failed", topology, message });
  }
};
