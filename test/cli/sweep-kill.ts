/**
 * Kills a sweep with SIGKILL again and again, at moments from its first file to its last, and looks at what is left.
 * Used with a few kills by the suite, and with fifty by `npm run campaign:sweep-kill`. Not a test.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RandomStream } from "../../src/engine/random-stream.js";
import { readLog, runKey } from "../../src/study/sweep/log.js";
import { startClustermeshSim } from "./command.js";
import { inFolder, resultFiles, writeSweep } from "./sweep-files.js";

export interface KillReport {
  /** Kills that hit a running sweep. */
  readonly kills: number;
  /** Runs in the log when each kill came. */
  readonly moments: readonly number[];
  /** Logs whose last line was cut off. */
  readonly cutLines: number;
  /** Runs that were in the log before a kill and not after it. */
  readonly lost: number;
  /** Runs that were done although the log had them. */
  readonly repeated: number;
  /** Files that differ from those of an undisturbed sweep. */
  readonly different: readonly string[];
}

/** Milliseconds that a sweep takes to start; kills spread over this and the runs. */
const SPAN_MS = 3_000;

/** Kills sweeps in `folder` until `kills` of them hit, beginning a new one whenever one gets to its end. */
export async function killSweeps(folder: string, kills: number, seed: string): Promise<KillReport> {
  writeSweep(folder);
  inFolder(folder, "sweep", "sweep.yaml", "--out", "calm", "--jobs", "2", "-o", "none");
  const calm = resultFiles(join(folder, "calm"));
  const stream = new RandomStream(seed, "moments");
  const report = { kills: 0, moments: [] as number[], cutLines: 0, lost: 0, repeated: 0 };
  const different: string[] = [];
  let round = 0;
  while (report.kills < kills) {
    round += 1;
    const dir = `killed-${round}`;
    for (let ended = false; !ended && report.kills < kills;) {
      const before = keysOf(join(folder, dir));
      ended = await startAndKill(folder, dir, stream.next() * SPAN_MS);
      const content = readLog(join(folder, dir));
      const after = content.runs.map(runKey);
      report.lost += before.filter((key) => !after.includes(key)).length;
      report.repeated += after.length - new Set(after).size;
      if (ended) continue;
      report.kills += 1;
      report.moments.push(after.length);
      if (content.totalBytes > content.wholeBytes) report.cutLines += 1;
    }
    const last = inFolder(folder, "sweep", "sweep.yaml", "--out", dir, "--jobs", "2", "-o", "none");
    if (last.code !== 0) throw new Error(`the restarted sweep failed:\n${last.stderr}`);
    const found = resultFiles(join(folder, dir));
    const names = new Set([...Object.keys(calm), ...Object.keys(found)]);
    different.push(...[...names].filter((name) => calm[name] !== found[name]));
  }
  return { ...report, different };
}

function keysOf(dir: string): readonly string[] {
  return existsSync(join(dir, "log.ndjson")) ? readLog(dir).runs.map(runKey) : [];
}

/** True when the sweep ended before the kill came. */
async function startAndKill(folder: string, dir: string, afterMs: number): Promise<boolean> {
  const args = ["sweep", "sweep.yaml", "--out", dir, "--jobs", "2", "-o", "none"];
  const child = startClustermeshSim(args, folder);
  const ended = new Promise<boolean>((resolve) => {
    child.on("close", (_code, signal) => resolve(signal === null));
  });
  // Kills during the start of Node say nothing: the clock starts when the directory is claimed.
  const lock = join(folder, dir, ".clustermesh-sim.lock");
  const pid = String(child.pid);
  while (child.exitCode === null && !holds(lock, pid)) await sleep(5);
  await sleep(afterMs);
  child.kill("SIGKILL");
  return ended;
}

function holds(lock: string, pid: string): boolean {
  try {
    return readFileSync(lock, "utf8").startsWith(`${pid} `);
  } catch {
    return false;
  }
}

async function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
