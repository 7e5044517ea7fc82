/**
 * The two ways out of the program: data to stdout, talk to stderr. All other code of src/cli prints through these, so
 * that `clustermesh-sim run -o json | jq` never meets a stray line.
 */
import { errorCode } from "../runner/file-problem.js";

/** Writes data to stdout as it is; it should end with a line end. */
export function printData(text: string): void {
  process.stdout.write(text);
}

/** Writes one line of talk to stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
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
