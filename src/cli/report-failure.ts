/**
 * Every error that reaches the top ends here: it becomes lines on stderr and an exit code. Users see what is wrong and
 * what to do, never a stack trace, unless CLUSTERMESH_SIM_DEBUG=1 asks for it.
 */
import { LabFailure } from "../lab/lab-failure.js";
import { Interrupted, RunFailure } from "../runner/run-failure.js";
import { UserError } from "../scenario/user-error.js";
import { EXIT } from "./exit-codes.js";
import { JudgedExit } from "./judged-exit.js";
import { say } from "./terminal.js";
import { UsageError } from "./usage-error.js";

/** Says on stderr what went wrong, and gives the exit code for it. `argv` is what the user typed. */
export function reportFailure(error: unknown, argv: readonly string[]): number {
  if (process.env["CLUSTERMESH_SIM_DEBUG"] === "1" && error instanceof Error) {
    say(error.stack ?? error.message);
  }
  if (error instanceof Interrupted) {
    say(error.message);
    return error.by === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
  }
  if (error instanceof JudgedExit) {
    say(error.message);
    return error.code;
  }
  if (error instanceof UserError) {
    for (const line of error.message.split("\n")) say(`error: ${line}`);
    return EXIT.badInput;
  }
  if (error instanceof UsageError) {
    say(`error: ${error.message}`);
    const command = error.message.startsWith("unknown command") ? "" : commandIn(argv);
    say(`See: clustermesh-sim ${command === "" ? "" : `${command} `}--help`);
    return EXIT.badInput;
  }
  if (error instanceof LabFailure) {
    say(`error: ${error.message}`);
    return EXIT.failure;
  }
  if (error instanceof RunFailure) {
    say(`error: ${error.message}`);
    if (error.internal) say(PLEASE_REPORT);
    return EXIT.failure;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(`error: internal: ${message}; replay with: clustermesh-sim ${argv.join(" ")}`);
  say(PLEASE_REPORT);
  return EXIT.failure;
}

/** The word of the command line that stands where a command should; "" when there is none. */
export function commandIn(argv: readonly string[]): string {
  return argv.find((word) => !word.startsWith("-")) ?? "";
}

const PLEASE_REPORT =
  "This is a mistake in clustermesh-sim, please report it with the command above " +
  "(CLUSTERMESH_SIM_DEBUG=1 shows where it happened).";
