/**
 * Waits for work on an etcd, and for that etcd's end: when it dies, or somebody presses Ctrl-C, the work would wait forever
 * or fail with a broken connection, which tells nothing.
 */
import type { EtcdTarget } from "./target.js";

/** When connections break, etcd's end is known within this time. */
const DEATH_IS_KNOWN_MS = 300;

/** The work's result, unless etcd dies or somebody stops us; etcd's death explains more than a broken connection. */
export async function unlessDead<T>(
  { died }: Pick<EtcdTarget, "died">,
  work: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const listening = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true, signal: listening.signal });
  });
  const dead = died.then((failure) => {
    throw failure;
  });
  dead.catch(() => undefined);
  try {
    return await Promise.race([work, dead, stopped]);
  } catch (error) {
    if (signal.aborted) throw error;
    const late = new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), DEATH_IS_KNOWN_MS);
    });
    const known = await Promise.race([died, late]);
    throw known ?? error;
  } finally {
    listening.abort();
  }
}
