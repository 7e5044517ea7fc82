/**
 * The body of the thread that draws beside the main one. It starts while a topology is still being simulated, draws a
 * small chart to have everything loaded, and then waits for the charts of the report.
 */
import { parentPort } from "node:worker_threads";
import type { DrawnChart } from "./charts/chart.js";
import { drawPictures, type Pictures, type WantedPictures } from "./draw-chart.js";
import { turns, type Tickets } from "./draw-turns.js";
import { drawSpecimen } from "./specimen.js";

/** The charts of one report; the thread ends with them. */
export interface DrawTask {
  readonly charts: readonly DrawnChart[];
  readonly wanted: WantedPictures;
  readonly tickets: Tickets;
}

/** Any number of pictures, then a word that there will be no more. */
export type DrawMessage =
  | { readonly kind: "drawn"; readonly index: number; readonly pictures: Pictures }
  | { readonly kind: "done" };

parentPort?.once("message", (task: DrawTask) => void draw(task));
await drawSpecimen();

/** What it throws reaches the parent as the thread's error. */
async function draw({ charts, wanted, tickets }: DrawTask): Promise<void> {
  for (const index of turns(tickets, charts.length, "back")) {
    const chart = charts[index];
    if (chart === undefined) continue;
    post({ kind: "drawn", index, pictures: await drawPictures(chart, wanted) });
  }
  post({ kind: "done" });
}

function post(message: DrawMessage): void {
  const png = message.kind === "drawn" ? message.pictures.png : undefined;
  parentPort?.postMessage(message, png === undefined ? [] : [png.buffer]);
}
