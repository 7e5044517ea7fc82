/**
 * What a process, and the machine, have used so far, read from Linux's /proc. Differences of two readings are what
 * counts. CPU of a process is the sum over its threads in nanoseconds; time in which threads could have run but waited
 * for a core stands beside it, because it tells how far others disturbed a measurement.
 */
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

const PAGE_BYTES = 4096;

/** Use of one process since it started; memory is that of now. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  /** Ready to run, but without a core. */
  readonly waitSeconds: number;
  readonly rssBytes: number;
}

/** Reads the use of a process. @throws Error when there is none of this id. */
export function processUsage(pid: number): ProcessUsage {
  let cpuNs = 0;
  let waitNs = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [ran, waited] = schedstat(pid, thread);
    cpuNs += ran;
    waitNs += waited;
  }
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return { cpuSeconds: cpuNs / 1e9, waitSeconds: waitNs / 1e9, rssBytes: pages * PAGE_BYTES };
}

function schedstat(pid: number, thread: string): readonly [number, number] {
  try {
    const [ran = 0, waited = 0] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8")
      .split(" ")
      .map(Number);
    return [ran, waited];
  } catch {
    // The thread ended between the two looks.
    return [0, 0];
  }
}

/** Seconds of all cores together that were not idle, since the machine started. */
export function machineBusySeconds(): number {
  let busyMs = 0;
  for (const { times } of cpus()) busyMs += times.user + times.nice + times.sys + times.irq;
  return busyMs / 1000;
}
