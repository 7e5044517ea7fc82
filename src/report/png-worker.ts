/**
 * The body of the thread that makes PNGs of SVGs, one after the other, while the main thread draws the next chart.
 */
import { parentPort } from "node:worker_threads";
import { renderPng } from "./render-png.js";

/** The answer to one SVG; answers come in the order of the SVGs. What fails ends the thread instead. */
export type PngMessage = Uint8Array<ArrayBuffer>;

parentPort?.on("message", (svg: string) => {
  // Copied, since the memory is handed over, and that of a Buffer may be shared with others.
  const png: PngMessage = new Uint8Array(renderPng(svg));
  parentPort?.postMessage(png, [png.buffer]);
});
