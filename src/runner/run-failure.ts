/**
 * The errors of a run that are not the user's: it hit a limit, did not get in sync, broke an invariant, or was stopped.
 * Errors in the input are UserError of src/scenario; which exit code each gets is decided in src/cli.
 */

/** Errors of a simulation that tell the user something; any other is a mistake in the simulator. */
const EXPECTED = new Set([
  "LimitReached",
  "BootstrapTimeout",
  "OutOfMemory",
  "NoViolation",
  "VariantViolation",
]);

/** An error in a form that survives the way from a worker thread. */
export interface ErrorRecord {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** A run that ended without a result. Its message ends with the command that repeats it. */
export class RunFailure extends Error {
  override readonly name = "RunFailure";
  /** True for a mistake in the simulator, which the user should report; false for a limit that was reached. */
  readonly internal: boolean;

  constructor(what: ErrorRecord, replay: string) {
    const internal = !EXPECTED.has(what.name);
    super(`${internal ? "internal: " : ""}${what.message}; replay with: ${replay}`);
    this.internal = internal;
    this.stack = what.stack;
  }
}

/** The run was stopped from outside. The message says what was kept. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** What stopped it. */
  readonly by: "SIGINT" | "SIGTERM";

  constructor(by: "SIGINT" | "SIGTERM", kept: string) {
    super(`interrupted: ${kept}`);
    this.by = by;
  }
}

/** The error to throw for an aborted signal. */
export function interruptionOf(signal: AbortSignal): Interrupted {
  if (signal.reason instanceof Interrupted) return signal.reason;
  return new Interrupted("SIGINT", "no results were written");
}

/** Makes a record of anything that was thrown. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: "" };
  return { name: error.name, message: error.message, stack: error.stack ?? "" };
}
