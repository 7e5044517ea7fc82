/**
 * Runs what is missing of a sweep. Each run that ends is in the log before the next begins, so a kill at any moment
 * loses the runs under way and nothing else; started again, the sweep goes on. A run that fails is an entry like any
 * other. What comes out hangs on the sweep only: not on the workers, the shards, or how often it was begun.
 * Not here: the result documents (results.ts), files other than the log.
 */
import { interruptionOf } from "../../runner/run-failure.js";
import { UserError } from "../../scenario/user-error.js";
import type { StudyPoint } from "../point.js";
import type { ReplicationOutcome, ReplicationTask } from "../replications.js";
import { WorkerPool } from "../worker-pool.js";
import { foldRows } from "./figures.js";
import { buildDifference, currentBuild } from "./identity.js";
import type { Sweep } from "./load.js";
import { LOG_FILE, LogWriter, readLog, runKey, type RunEntry, type RunKey } from "./log.js";
import { pointState, RunTable, type PointState } from "./schedule.js";

/** How far a sweep is. */
export interface SweepProgress {
  /** Runs that ended, those of earlier processes included. */
  readonly done: number;
  readonly failed: number;
  /** Runs that are needed as far as is known; a precision may take more. */
  readonly total: number;
  /** The last run that ended here. */
  readonly last?: {
    readonly point: StudyPoint;
    readonly run: RunEntry;
    readonly wallSeconds: number;
  };
  /** Points that runs are still needed of, with how many. */
  readonly left: readonly { readonly point: StudyPoint; readonly runs: number }[];
}

export interface RunSweepOptions {
  readonly sweep: Sweep;
  /** The points to run: all, or those of a shard. */
  readonly points: readonly StudyPoint[];
  /** Directory that this process has claimed. */
  readonly dir: string;
  /** How many run at the same time, >= 1. Never changes a result. */
  readonly jobs: number;
  /** Run again what failed, and nothing else. */
  readonly onlyFailed?: boolean;
  /** The command that repeats a run, for the log. */
  readonly replay: (point: StudyPoint, seed: string) => string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
}

/**
 * Runs the sweep to its end and gives the state of every point.
 * @throws UserError when the log is damaged, of another build, or cannot be written; Interrupted after an abort.
 */
export async function runSweep(options: RunSweepOptions): Promise<readonly PointState[]> {
  const { sweep, dir } = options;
  const content = readLog(dir);
  refuseOthers(dir, sweep, content.header);
  const failed = options.onlyFailed === true ? failedKeys(content.runs) : undefined;
  const known =
    failed === undefined ? content.runs : content.runs.filter((run) => run.kind === "done");
  const build = currentBuild();
  const log = new LogWriter(dir, content, {
    kind: "header",
    logVersion: 1,
    sweep: sweep.name,
    build,
  });
  const pool = new WorkerPool(({ point, seed }) => options.replay(point, seed));
  const driver = new Driver(options, log, pool, { table: new RunTable(known), failed });
  try {
    await driver.run();
  } finally {
    await pool.close();
    log.close();
  }
  return driver.states();
}

function refuseOthers(
  dir: string,
  sweep: Sweep,
  header: ReturnType<typeof readLog>["header"],
): void {
  if (header === undefined) return;
  const refuse = (message: string): never => {
    throw new UserError([{ file: dir, path: LOG_FILE, message }]);
  };
  if (header.sweep !== sweep.name) {
    refuse(`holds runs of the sweep "${header.sweep}", not of "${sweep.name}"; give another --out`);
  }
  const other = buildDifference(header.build, currentBuild());
  if (other !== undefined) {
    refuse(`was made by ${other}; results of both cannot be mixed: give another --out`);
  }
}

function failedKeys(runs: readonly RunEntry[]): ReadonlySet<string> {
  const table = new RunTable(runs);
  return new Set(runs.filter((run) => table.get(run)?.kind === "failed").map(runKey));
}

/** Deals runs out to workers: whoever is free takes the first one that is wanted and not under way. */
class Driver {
  private readonly options: RunSweepOptions;
  private readonly log: LogWriter;
  private readonly pool: WorkerPool;
  private readonly table: RunTable;
  private readonly failed: ReadonlySet<string> | undefined;
  private readonly stateById = new Map<string, PointState>();
  private readonly underWay = new Set<string>();
  private waiting: (() => void)[] = [];
  private error: Error | undefined;

  constructor(
    options: RunSweepOptions,
    log: LogWriter,
    pool: WorkerPool,
    known: { readonly table: RunTable; readonly failed: ReadonlySet<string> | undefined },
  ) {
    this.options = options;
    this.log = log;
    this.pool = pool;
    this.table = known.table;
    this.failed = known.failed;
    for (const point of options.points) this.update(point);
  }

  async run(): Promise<void> {
    this.tell();
    const lanes = Array.from({ length: this.options.jobs }, () => this.lane());
    await Promise.all(lanes);
    if (this.error !== undefined) throw this.error;
  }

  states(): readonly PointState[] {
    return this.options.points.flatMap((point) => this.stateById.get(point.id) ?? []);
  }

  private async lane(): Promise<void> {
    for (;;) {
      if (this.error !== undefined) return;
      const { signal } = this.options;
      if (signal?.aborted === true) return this.fail(interruptionOf(signal));
      const next = this.next();
      if (next !== undefined) {
        await this.runOne(next.point, next.key).catch((error: unknown) => this.fail(error));
      } else if (this.underWay.size === 0) {
        return this.wake();
      } else {
        // What is under way may show that its point needs another seed.
        await new Promise<void>((resolve) => this.waiting.push(resolve));
      }
    }
  }

  /** The first error ends all lanes; runs under way are lost, as after a kill. */
  private fail(error: unknown): void {
    this.error ??= error instanceof Error ? error : new Error(String(error));
    void this.pool.close();
    this.wake();
  }

  private next(): { readonly point: StudyPoint; readonly key: RunKey } | undefined {
    for (const { point, wanted } of this.stateById.values()) {
      const key = wanted.find((one) => this.isWanted(one));
      if (key !== undefined) return { point, key };
    }
    return undefined;
  }

  private isWanted(key: RunKey): boolean {
    const text = runKey(key);
    return !this.underWay.has(text) && (this.failed?.has(text) ?? true);
  }

  private async runOne(point: StudyPoint, key: RunKey): Promise<void> {
    const text = runKey(key);
    this.underWay.add(text);
    try {
      const task: ReplicationTask = {
        point,
        seed: key.seed,
        ...(key.warmUpSeconds === null ? {} : { warmUpSeconds: key.warmUpSeconds }),
      };
      const outcome = await this.pool.run(task, this.options.signal);
      const run = entryOf(key, outcome);
      this.log.append(run);
      this.table.add(run);
      this.update(point);
      this.underWay.delete(text);
      this.tell({ point, run, wallSeconds: outcome.wallSeconds });
    } finally {
      this.underWay.delete(text);
      this.wake();
    }
  }

  private update(point: StudyPoint): void {
    this.stateById.set(point.id, pointState(this.options.sweep, point, this.table));
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  private tell(last?: SweepProgress["last"]): void {
    const { onProgress } = this.options;
    if (onProgress === undefined) return;
    const states = this.states();
    const runs = states.flatMap((state) => state.runs);
    const left = states
      .map(({ point, wanted }) => ({
        point,
        runs: wanted.filter((key) => this.failed?.has(runKey(key)) ?? true).length,
      }))
      .filter((one) => one.runs > 0);
    const total = runs.length + left.reduce((sum, one) => sum + one.runs, 0);
    onProgress({
      done: runs.length,
      failed: runs.filter((run) => run.kind === "failed").length,
      total,
      left,
      ...(last === undefined ? {} : { last }),
    });
  }
}

function entryOf(key: RunKey, outcome: ReplicationOutcome): RunEntry {
  if (outcome.status === "failed") {
    const { error, replay } = outcome.failure;
    return { kind: "failed", ...key, error, replay };
  }
  const { replication, wallSeconds, peakRssBytes } = outcome;
  const { events, warnings, warmUp, rows } = replication;
  return {
    kind: "done",
    ...key,
    events,
    warnings,
    warmUp,
    rows: foldRows(rows),
    wallSeconds,
    peakRssBytes,
  };
}
