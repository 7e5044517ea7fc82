/**
 * Makes PNGs beside the main thread (png-worker.ts): a third of what drawing a report takes. From TypeScript sources
 * (tests, tsx) and on one core they are made at once instead, since a thread needs compiled files; the bytes are the same.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PngMessage } from "./png-worker.js";
import { renderPng } from "./render-png.js";

const WORKER_FILE = new URL("./png-worker.js", import.meta.url);
const HAS_ROOM = import.meta.url.endsWith(".js") && availableParallelism() > 1;

interface Waiting {
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

export class PngThread {
  private readonly worker: Worker | undefined;
  private readonly waiting: Waiting[] = [];
  private broken: Error | undefined;

  constructor() {
    if (!HAS_ROOM) return;
    this.worker = new Worker(WORKER_FILE);
    this.worker.on("message", (png: PngMessage) => this.waiting.shift()?.resolve(png));
    this.worker.on("error", (error) => this.end(error instanceof Error ? error : Error("broken")));
    this.worker.on("exit", () => this.end(new Error("the thread that makes PNGs has ended")));
  }

  /** The SVG as PNG. A failure may be looked at late: until then it is no unhandled rejection. */
  render(svg: string): Promise<Uint8Array> {
    const { worker } = this;
    const png = new Promise<Uint8Array>((resolve, reject) => {
      if (this.broken !== undefined) reject(this.broken);
      else if (worker === undefined) resolve(renderPng(svg));
      else {
        this.waiting.push({ resolve, reject });
        worker.postMessage(svg);
      }
    });
    png.catch(() => undefined);
    return png;
  }

  /** Ends the thread; what is still waiting fails. */
  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private end(reason: Error): void {
    this.broken ??= reason;
    for (const { reject } of this.waiting.splice(0)) reject(this.broken);
  }
}
