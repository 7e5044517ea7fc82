/**
 * Reads the text files that a user names: whole, with an upper bound, and with an error that says what to do.
 * What the text means is the business of src/scenario.
 */
import { closeSync, openSync, readSync } from "node:fs";
import { fileProblem } from "../runner/file-problem.js";
import { UserError } from "../scenario/user-error.js";

/** A text with the name to call it by in messages. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** Far above any scenario. The bound keeps a wrong file name (a disk image, /dev/zero) from filling the memory. */
const MAX_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** Reads `path`, or standard input for "-". @throws UserError when it cannot be read or is too large. */
export async function readInput(path: string): Promise<NamedText> {
  return path === "-" ? readStdin() : { file: path, text: decode(path, readFile(path)) };
}

function readFile(path: string): readonly Buffer[] {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    const chunks: Buffer[] = [];
    for (let total = 0; ;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const length = readSync(descriptor, chunk);
      if (length === 0) return chunks;
      total += length;
      if (total > MAX_BYTES) throw tooLarge(path);
      chunks.push(chunk.subarray(0, length));
    }
  } catch (error) {
    throw fileProblem(error, path, "read this file");
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

async function readStdin(): Promise<NamedText> {
  const file = "<stdin>";
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > MAX_BYTES) throw tooLarge(file);
    chunks.push(chunk);
  }
  return { file, text: decode(file, chunks) };
}

/** Bytes that are not UTF-8 become U+FFFD, which the reader of the scenario refuses with a position. */
function decode(file: string, chunks: readonly Buffer[]): string {
  return new TextDecoder("utf-8").decode(Buffer.concat(chunks));
}

function tooLarge(file: string): UserError {
  const message = `is larger than ${MAX_BYTES / 1024 / 1024} MiB, which no scenario is; check the name`;
  return new UserError([{ file, path: "", message }]);
}
