/**
 * Reads JSON files of any size piece by piece: only one element of a list is in memory at a time, and a mistake is
 * reported with its line and column. Several documents may follow each other in one file.
 * Not a validator: what the elements mean is the business of the caller.
 */
import { createReadStream } from "node:fs";
import { Tokenizer, TokenParser } from "@streamparser/json";
import { fileProblem } from "../runner/file-problem.js";
import { UserError } from "../scenario/user-error.js";

const CHUNK_BYTES = 256 * 1024;
/** The parser's own words for where it stopped; a column counts bytes. */
const POSITION = /absolute position "(\d+)"/;

/** A value that was found, and the key it stood under (an index in a list). */
export type OnValue = (value: unknown, key: string | number | undefined, depth: number) => void;

/**
 * Calls `onValue` for every value at one of the paths, such as `$.items.*`, in the order of the file. No path may lead
 * to what is within another one's value: the parser keeps what it still has to hand over.
 * @throws UserError when the file cannot be read or is not JSON.
 */
export async function streamJson(
  file: string,
  paths: readonly string[],
  onValue: OnValue,
): Promise<void> {
  const tokenizer = new Tokenizer({ separator: "" });
  const parser = new TokenParser({ paths: [...paths], keepStack: false, separator: "" });
  let offset = 0;
  tokenizer.onToken = (token) => {
    offset = token.offset;
    parser.write(token);
  };
  parser.onValue = ({ value, key, stack }) => onValue(value, key, stack.length);
  tokenizer.onEnd = () => {
    if (!parser.isEnded) parser.end();
  };
  const fail = (error: unknown): never => {
    // What the caller says of a value is said already.
    if (error instanceof UserError || error instanceof JsonMistake) throw error;
    throw new JsonMistake(error, offset);
  };
  tokenizer.onError = fail;
  parser.onError = fail;
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      const piece = chunk as Buffer;
      bytes += piece.length;
      tokenizer.write(piece);
    }
    if (bytes === 0) throw problem(file, undefined, "is empty; it should hold JSON");
    if (!tokenizer.isEnded) tokenizer.end();
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw fileProblem(error, file, "read this file");
    throw problem(file, await lineAndColumn(file, error.offset), error.words(error.offset, bytes));
  }
}

/** Where and why the parser stopped. */
class JsonMistake extends Error {
  readonly offset: number;

  constructor(cause: unknown, lastToken: number) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(message, { cause });
    this.offset = Number(POSITION.exec(message)?.[1] ?? lastToken);
  }

  words(offset: number, bytes: number): string {
    const ended = /ended/i.test(this.message);
    if (ended || offset >= bytes) return "the JSON ends in the middle; was the file cut off?";
    return "this is not JSON; expected the output of kubectl -o json or of Prometheus' HTTP API";
  }
}

/** An error at a place of a file. */
function problem(
  file: string,
  at: { readonly line: number; readonly column: number } | undefined,
  message: string,
): UserError {
  return new UserError([{ file, path: "", message, ...at }]);
}

/** Only after a mistake: reads the file again up to the place. */
async function lineAndColumn(
  file: string,
  offset: number,
): Promise<{ readonly line: number; readonly column: number }> {
  let line = 1;
  let column = 1;
  let at = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    for (const byte of chunk as Buffer) {
      if (at >= offset) return { line, column };
      at += 1;
      column += 1;
      if (byte === 10) {
        line += 1;
        column = 1;
      }
    }
  }
  return { line, column };
}
