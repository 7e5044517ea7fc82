/**
 * The run log of a sweep: one line for each run that ended, appended and synced before anything else counts on it. Each
 * line carries a checksum. A kill can leave the last line cut off; that run is done again, and nothing else is lost. A
 * line that is damaged in any other way is refused by its number, since nobody can tell what it said.
 * The order of lines is that in which runs ended, so a log is a journal and no result.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { errorCode, fileProblem } from "../../runner/file-problem.js";
import type { Warning } from "../../measure/documents.js";
import { UserError } from "../../scenario/user-error.js";
import type { WarmUpSeries } from "../warm-up.js";
import type { FoldedRow } from "./figures.js";
import type { Build } from "./identity.js";

/** Name of the log in a sweep's directory. */
export const LOG_FILE = "log.ndjson";

/** Which run a line is about. */
export interface RunKey {
  readonly point: string;
  readonly seed: string;
  /** Seconds of warm-up when MSER-5 asked for more than the scenario has; else null. */
  readonly warmUpSeconds: number | null;
}

export interface DoneEntry extends RunKey {
  readonly kind: "done";
  readonly events: number;
  readonly warnings: readonly Warning[];
  readonly warmUp: readonly WarmUpSeries[];
  readonly rows: readonly FoldedRow[];
  /** For estimates of the time left only. */
  readonly wallSeconds: number;
  readonly peakRssBytes: number;
}

export interface FailedEntry extends RunKey {
  readonly kind: "failed";
  readonly error: { readonly name: string; readonly message: string };
  readonly replay: string;
}

/** First line: who wrote the log. */
export interface HeaderEntry {
  readonly kind: "header";
  readonly logVersion: 1;
  readonly sweep: string;
  readonly build: Build;
}

export type RunEntry = DoneEntry | FailedEntry;
export type LogEntry = HeaderEntry | RunEntry;

/** The text that identifies a run within a sweep. */
export function runKey({ point, seed, warmUpSeconds }: RunKey): string {
  return `${point}/${warmUpSeconds ?? "-"}/${seed}`;
}

export interface LogContent {
  readonly header: HeaderEntry | undefined;
  /** In the order of the file. */
  readonly runs: readonly RunEntry[];
  /** Length of the whole lines, bytes; what is behind was cut off. */
  readonly wholeBytes: number;
  readonly totalBytes: number;
}

/** Reads a log; a missing file is an empty one. @throws UserError on a damaged line, or when it cannot be read. */
export function readLog(dir: string): LogContent {
  const file = join(dir, LOG_FILE);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (errorCode(error) === "ENOENT")
      return { header: undefined, runs: [], wholeBytes: 0, totalBytes: 0 };
    throw fileProblem(error, file, "read the run log");
  }
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString("utf8", 0, wholeBytes).split("\n").slice(0, -1);
  let header: HeaderEntry | undefined;
  const runs: RunEntry[] = [];
  for (const [index, line] of lines.entries()) {
    const entry = parseLine(line, file, index + 1);
    if ((entry.kind === "header") !== (index === 0))
      throw damaged(file, index + 1, "is out of place");
    if (entry.kind === "header") header = entry;
    else runs.push(entry);
  }
  return { header, runs, wholeBytes, totalBytes: bytes.length };
}

function parseLine(line: string, file: string, number: number): LogEntry {
  let parsed: { readonly sum?: unknown; readonly entry?: unknown };
  try {
    parsed = JSON.parse(line) as typeof parsed;
  } catch {
    throw damaged(file, number, "is no JSON");
  }
  const text = JSON.stringify(parsed.entry);
  if (text === undefined || parsed.sum !== checksum(text)) {
    throw damaged(file, number, "does not match its checksum");
  }
  return parsed.entry as LogEntry;
}

function damaged(file: string, line: number, what: string): UserError {
  const way =
    line === 1
      ? "start again in another directory"
      : "remove the line and run the sweep again: only that run is repeated";
  return new UserError([{ file, line, column: 1, path: "", message: `${what}; ${way}` }]);
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** The one writer of a log. */
export class LogWriter {
  private readonly file: string;
  private readonly descriptor: number;

  /** Opens the log, cuts off what a kill left unfinished, and writes the header of an empty one. @throws UserError */
  constructor(dir: string, content: LogContent, header: HeaderEntry) {
    this.file = join(dir, LOG_FILE);
    try {
      this.descriptor = openSync(this.file, "a");
    } catch (error) {
      throw fileProblem(error, this.file, "write the run log");
    }
    if (content.totalBytes > content.wholeBytes) ftruncateSync(this.descriptor, content.wholeBytes);
    if (content.header === undefined) this.append(header);
  }

  /**
   * Appends one entry; when this returns it is on the disk.
   * @throws UserError when the disk is full and so on; then the log is as it was before.
   */
  append(entry: LogEntry): void {
    const text = JSON.stringify(entry);
    const line = Buffer.from(`{"sum":"${checksum(text)}","entry":${text}}\n`);
    const before = fstatSync(this.descriptor).size;
    try {
      let written = 0;
      while (written < line.length) written += writeSync(this.descriptor, line, written);
      fsyncSync(this.descriptor);
    } catch (error) {
      this.cutTo(before);
      throw fileProblem(error, this.file, "write the run log");
    }
  }

  /** If even this fails, the next process finds half a line at the end and cuts it off itself. */
  private cutTo(bytes: number): void {
    try {
      ftruncateSync(this.descriptor, bytes);
    } catch {
      // The first error says what is wrong.
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }
}
