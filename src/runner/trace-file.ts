/**
 * Writes the trace of a run: one line an event, "time in ns, tab, sequence number, tab, label".
 * The file appears under its name only when it is whole. Traces are large (some 40 bytes an event) and byte-identical
 * for the same scenario, seed and version.
 */
import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { parse, join } from "node:path";
import type { TraceSink } from "../engine/simulation.js";
import type { TopologyName } from "../scenario/scenario.js";
import { fileProblem } from "./file-problem.js";

const FLUSH_BYTES = 1 << 20;

/** Name of a topology's trace: `file` itself, or with the topology put before its ending when a run has several. */
export function traceFileOf(file: string, topology: TopologyName, isOnly: boolean): string {
  if (isOnly) return file;
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.${topology}${ext}`);
}

/** Name under which a trace is written until it is whole. */
export function partialTraceOf(file: string): string {
  return `${file}.partial`;
}

/** A trace sink that ends in a file. */
export class TraceFile implements TraceSink {
  private readonly file: string;
  private readonly descriptor: number;
  private pending = "";

  /** @throws UserError when the file cannot be made. */
  constructor(file: string) {
    this.file = file;
    try {
      this.descriptor = openSync(partialTraceOf(file), "w");
    } catch (error) {
      throw fileProblem(error, file, "write the trace");
    }
  }

  event(timeNs: number, sequence: number, label: string): void {
    this.pending += `${timeNs}\t${sequence}\t${label}\n`;
    if (this.pending.length >= FLUSH_BYTES) this.flush();
  }

  /** Ends the trace: with `whole`, it gets its name, else it is removed. */
  close(whole: boolean): void {
    if (whole) this.flush();
    closeSync(this.descriptor);
    if (whole) renameSync(partialTraceOf(this.file), this.file);
    else rmSync(partialTraceOf(this.file), { force: true });
  }

  private flush(): void {
    try {
      writeSync(this.descriptor, this.pending);
    } catch (error) {
      throw fileProblem(error, this.file, "write the trace");
    }
    this.pending = "";
  }
}
