/**
 * Ctrl-C and SIGTERM: the first one asks the command to stop and clean up, a second one ends the program at once.
 */
import { Interrupted, interruptionOf } from "../runner/run-failure.js";
import { EXIT } from "./exit-codes.js";

const SIGNALS = [
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
] as const;

export interface StopSignal {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** The promise's value, or Interrupted with the remark `kept` as soon as a signal comes. */
  readonly unlessStopped: <T>(promise: Promise<T>, kept: string) => Promise<T>;
  /** Stops listening; signals then end the program as usual. */
  readonly forget: () => void;
}

/** Starts listening. `kept` tells, in the message, what an interruption leaves. */
export function onStopSignal(kept = "no results were written"): StopSignal {
  const controller = new AbortController();
  const listeners = SIGNALS.map(([name, code]) => ({
    name,
    stop: (): void => {
      if (controller.signal.aborted) process.exit(code);
      controller.abort(new Interrupted(name, kept));
    },
  }));
  for (const { name, stop } of listeners) process.on(name, stop);
  const { signal } = controller;
  return {
    signal,
    unlessStopped: async (promise, kept) => Promise.race([promise, rejectOnAbort(signal, kept)]),
    forget: () => {
      for (const { name, stop } of listeners) process.off(name, stop);
    },
  };
}

async function rejectOnAbort(signal: AbortSignal, kept: string): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Interrupted(interruptionOf(signal).by, kept));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
