/**
 * Draws the charts of a report on two cores: the main thread and one beside it (draw-worker.ts). Drawing takes seconds,
 * and nothing else is to be done meanwhile. From TypeScript sources (tests, tsx) and on one core the main thread draws
 * alone, since a thread needs compiled files; the pictures are the same, byte for byte.
 */
import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { DrawnChart } from "./charts/chart.js";
import { drawPictures, type Pictures, type WantedPictures } from "./draw-chart.js";
import { endTurns, newTickets, turns } from "./draw-turns.js";
import type { DrawMessage, DrawTask } from "./draw-worker.js";

const WORKER_FILE = new URL("./draw-worker.js", import.meta.url);
const IS_COMPILED = import.meta.url.endsWith(".js");
const HAS_ROOM = IS_COMPILED && availableParallelism() > 1;
/**
 * Code that draws some twenty charts is over before V8's optimised form of it pays: a fifth of the CPU seconds went into
 * optimising. So functions are optimised after 1,000,000 bytes of their bytecode have run instead of some 66,000. Drawing
 * is the last thing that a process does, hence it is never set back.
 */
const OPTIMISE_LATER = "--interrupt-budget=1000000";

let ready: Worker | undefined;

/** Starts the second thread, so that it has loaded everything by the time that charts are there. */
export function prepareDrawing(): void {
  if (!HAS_ROOM || ready !== undefined) return;
  const worker = new Worker(WORKER_FILE);
  // A run that fails meanwhile ends without it.
  worker.unref();
  // A thread that breaks before it has something to do is not missed: another is started then.
  worker.on("error", () => undefined);
  worker.on("exit", () => {
    if (ready === worker) ready = undefined;
  });
  ready = worker;
}

/** The pictures of the charts, in their order. Rejects with the first error of either thread. */
export async function drawCharts(
  charts: readonly DrawnChart[],
  wanted: WantedPictures,
): Promise<readonly Pictures[]> {
  prepareDrawing();
  if (IS_COMPILED) setFlagsFromString(OPTIMISE_LATER);
  const pictures: Pictures[] = [];
  const tickets = newTickets();
  const drawn = (index: number, result: Pictures): void => {
    pictures[index] = result;
  };
  const worker = ready;
  ready = undefined;
  const task = { charts, wanted, tickets };
  try {
    await Promise.all([
      ...(worker === undefined ? [] : [drawBeside(worker, task, drawn)]),
      drawHere(task, drawn),
    ]);
  } finally {
    endTurns(tickets, charts.length);
    await worker?.terminate();
  }
  return pictures;
}

type OnDrawn = (index: number, pictures: Pictures) => void;

async function drawHere({ charts, wanted, tickets }: DrawTask, onDrawn: OnDrawn): Promise<void> {
  for (const index of turns(tickets, charts.length, "front")) {
    const chart = charts[index];
    if (chart !== undefined) onDrawn(index, await drawPictures(chart, wanted));
  }
}

function drawBeside(worker: Worker, task: DrawTask, onDrawn: OnDrawn): Promise<void> {
  worker.ref();
  return new Promise((resolve, reject) => {
    worker.on("message", (message: DrawMessage) => {
      if (message.kind === "done") resolve();
      else onDrawn(message.index, message.pictures);
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`the thread that draws ended with code ${code}`)));
    worker.postMessage(task);
  });
}
