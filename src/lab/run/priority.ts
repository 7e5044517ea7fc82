/**
 * Lets the main thread go before the lab's other threads, which share its core: what it times is not to wait for them, nor
 * for the threads of V8 that compile and collect. A real-time policy does that; a higher priority alone does not, since
 * Linux (6.6 and later) lets a thread finish its slice, which ends at a tick of 4 ms.
 * Only root may. Without it, tails of measured latencies are longer.
 */
import { execFileSync } from "node:child_process";
import { constants, setPriority } from "node:os";

/** Raises this thread's priority; returns what lowers it again. */
export function preferMainThread(): () => void {
  // The main thread's number is the process's; `chrt` without `-a` sets that one thread.
  const pid = String(process.pid);
  // What it starts meanwhile, threads and programs, does not inherit it.
  if (isSet(["--fifo", "--reset-on-fork", "--pid", "1", pid])) {
    return () => void isSet(["--other", "--pid", "0", pid]);
  }
  try {
    setPriority(process.pid, constants.priority.PRIORITY_HIGH);
    return () => setPriority(process.pid, constants.priority.PRIORITY_NORMAL);
  } catch {
    return () => undefined;
  }
}

function isSet(args: readonly string[]): boolean {
  try {
    execFileSync("chrt", args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
