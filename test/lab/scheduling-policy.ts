/** How Linux schedules a process. Not a test. */
import { spawnSync } from "node:child_process";

/** `SCHED_OTHER` and the like, of the main thread of a process; undefined where there is no chrt. */
export function policyOf(pid: number): string | undefined {
  const { stdout } = spawnSync("chrt", ["--pid", String(pid)], { encoding: "utf8" });
  return /policy: (\w+)/.exec(stdout)?.[1];
}
