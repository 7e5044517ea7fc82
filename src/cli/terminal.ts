/**
 * The two ways out of the program: data to stdout, talk to stderr. All other code of src/cli prints through these, so
 * that `clustermesh-sim run -o json | jq` never meets a stray line.
 */
import { errorCode } from "../runner/file-problem.js";

/** Writes data to stdout as it is; it should end with a line end. */
export function printData(text: string): void {
  process.stdout.write(text);
}

/** Control characters, as in colour codes, and those that turn the direction of text. Line ends and tabs are fine. */
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Writes one line of talk to stderr. A name in it that holds control characters cannot steer the terminal. */
export function say(line: string): void {
  process.stderr.write(`${harmless(line)}\n`);
}

/** The text with harmful characters spelled out, as in `\u001b`. */
export function harmless(text: string): string {
  const spelled = (char: string): string =>
    `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replace(HARMFUL, spelled);
}

/** Whether stdout takes colours: a terminal, and nobody asked for none (https://no-color.org). */
export function stdoutTakesColor(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY && (NO_COLOR ?? "") === "" && TERM !== "dumb";
}

/** Columns of the terminal, 100 when stdout is none or does not know its size. */
export function stdoutWidth(): number {
  const columns = process.stdout.isTTY ? process.stdout.columns : 0;
  return columns > 0 ? columns : 100;
}

/** Ends the program without a word when the reader of stdout has gone, as in `... | head -1`. */
export function quietOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (errorCode(error) === "EPIPE") process.exit(0);
      throw error;
    });
  }
}
