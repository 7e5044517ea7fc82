/**
 * Which run comes next, and which runs count. Both hang only on what runs gave, never on the order in which they ended:
 * a point takes its seeds in order, and the number that counts is the smallest at which its precision is met. A run that
 * was begun beyond it, because another worker had nothing to do, is kept in the log and left out of the result.
 */
import { estimate, relativePrecision } from "../estimate.js";
import type { StudyPoint } from "../point.js";
import { judgeWarmUp, neededWarmUpSeconds, type WarmUp } from "../warm-up.js";
import { figureIn } from "./figures.js";
import type { Sweep } from "./load.js";
import { runKey, type DoneEntry, type RunEntry, type RunKey } from "./log.js";

/** Seeds whose average decides on a longer warm-up. */
const WARM_UP_SEEDS = 5;

/** The runs of one point that count so far. */
export interface PointState {
  readonly point: StudyPoint;
  /** Warm-up that MSER-5 asked for; null when the scenario's was long enough. */
  readonly warmUpSeconds: number | null;
  /** Runs that count, in the order of the seeds. */
  readonly runs: readonly RunEntry[];
  /** Runs that are needed next, in order; empty when the point is finished. */
  readonly wanted: readonly RunKey[];
  /** The judgement of the runs that count; empty before any run. */
  readonly warmUp: readonly WarmUp[];
  /** Whether the precision was met; undefined when none is asked for, or the point is not finished. */
  readonly precise: boolean | undefined;
}

/** All runs that are known, by runKey. A run that succeeded wins over one that failed. */
export class RunTable {
  private readonly byKey = new Map<string, RunEntry>();

  constructor(runs: readonly RunEntry[] = []) {
    for (const run of runs) this.add(run);
  }

  add(run: RunEntry): void {
    const key = runKey(run);
    if (this.byKey.get(key)?.kind !== "done") this.byKey.set(key, run);
  }

  get(key: RunKey): RunEntry | undefined {
    return this.byKey.get(runKey(key));
  }
}

/** Where a point stands. */
export function pointState(sweep: Sweep, point: StudyPoint, table: RunTable): PointState {
  const first = sweep.seeds.slice(0, sweep.spec.warmUp === "auto" ? WARM_UP_SEEDS : 0);
  const keyOf = (seed: string, warmUpSeconds: number | null): RunKey => ({
    point: point.id,
    seed,
    warmUpSeconds,
  });
  const pilots = first.map((seed) => keyOf(seed, null));
  const missing = pilots.filter((key) => table.get(key) === undefined);
  if (missing.length > 0) {
    const runs = pilots.flatMap((key) => table.get(key) ?? []);
    return { point, warmUpSeconds: null, runs, wanted: missing, warmUp: [], precise: undefined };
  }
  const needed = neededWarmUpSeconds(judge(pilots.flatMap((key) => table.get(key) ?? [])));
  const warmUpSeconds = needed * 1e9 > point.scenario.timeline.warmupNs ? needed : null;
  const keys = sweep.seeds.map((seed) => keyOf(seed, pilots.length === 0 ? null : warmUpSeconds));
  return { ...countedRuns(sweep, point, keys, table), point, warmUpSeconds };
}

function countedRuns(
  sweep: Sweep,
  point: StudyPoint,
  keys: readonly RunKey[],
  table: RunTable,
): Pick<PointState, "runs" | "wanted" | "warmUp" | "precise"> {
  const { precision } = sweep.spec;
  const least = Math.min(precision?.minSeeds ?? keys.length, keys.length);
  const runs: RunEntry[] = [];
  for (const [index, key] of keys.entries()) {
    const run = table.get(key);
    if (run === undefined) {
      // Up to the least number all are needed anyway; beyond, each next one only when those before did not do.
      const needed = keys.slice(0, Math.max(least, index + 1));
      const known = needed.flatMap((one) => table.get(one) ?? []);
      const wanted = needed.filter((one) => table.get(one) === undefined);
      return { runs: known, wanted, warmUp: [], precise: undefined };
    }
    runs.push(run);
    if (precision === undefined || runs.length < least) continue;
    if (isPrecise(sweep, point, runs)) {
      return { runs, wanted: [], warmUp: judge(runs), precise: true };
    }
  }
  const precise = precision === undefined ? undefined : false;
  return { runs, wanted: [], warmUp: judge(runs), precise };
}

function judge(runs: readonly RunEntry[]): readonly WarmUp[] {
  return judgeWarmUp(runs.filter(isDone).map(({ warmUp }) => warmUp));
}

/** Whether a run has a result. */
export function isDone(run: RunEntry): run is DoneEntry {
  return run.kind === "done";
}

function isPrecise(sweep: Sweep, point: StudyPoint, runs: readonly RunEntry[]): boolean {
  const { precision, figures } = sweep.spec;
  const figure = figures.find(({ name }) => name === precision?.figure);
  if (precision === undefined || figure === undefined) return true;
  const within = Number(precision.within.replace("%", "")) / 100;
  return point.scenario.topologies.every((topology) => {
    const values = runs
      .filter(isDone)
      .flatMap(({ rows }) => figureIn(rows, topology, figure)?.value ?? []);
    // A topology without the figure has nothing to be precise about.
    return values.length === 0 || relativePrecision(estimate(values)) <= within;
  });
}
