/**
 * Whether the warm-up of a point was long enough, by MSER-5 over what its runs recorded from the first change on: the
 * CPU of the etcds, the puts, and the keys that wait. The series are averaged over the seeds first, and one cut holds
 * for all: a cut of its own for each run leaves out its own highest moments, and the mean comes out too low (a test on
 * M/M/1 shows 82 % coverage instead of 95 %). The scenario's own warm-up is the floor.
 * Not for bootstrap, which ends when all is in sync and is never part of the window.
 */
import type { MetricsRow, SummaryRow } from "../measure/documents.js";
import { mser, MSER_BATCH } from "../measure/mser.js";
import type { TopologyName } from "../scenario/scenario.js";

/** One figure of one run from the first change to the end of the window, at even steps. */
export interface WarmUpSeries {
  readonly topology: TopologyName;
  readonly metric: string;
  /** Seconds of churn before the measured window. */
  readonly configuredSeconds: number;
  readonly stepSeconds: number;
  readonly values: readonly number[];
}

/** What MSER-5 says of one topology. */
export interface WarmUp {
  readonly topology: TopologyName;
  readonly configuredSeconds: number;
  /** Seconds that MSER-5 would cut. */
  readonly cutSeconds: number;
  /**
   * How much what was measured before the cut differs from the rest, as a share of the rest; 0 when the cut lies within
   * the warm-up. Of noise MSER-5 cuts a little too, and that does not matter.
   */
  readonly drift: number;
  /** False when the best cut is half of a series, and the halves differ: something drifts to the end. */
  readonly steady: boolean;
  /** Runs that were averaged. */
  readonly n: number;
}

/** Figures that are looked at, each over all clusters. Latency hangs on these, and has too few bins itself. */
const WATCHED: readonly { readonly metric: string; readonly stat: string }[] = [
  { metric: "etcd_cpu_cores", stat: "mean" },
  { metric: "etcd_mvcc_put_total", stat: "rate" },
  { metric: "cilium_kvstoremesh_kvstore_sync_queue_size", stat: "mean" },
];
const DIGITS = 6;
/** Shorter series are not judged: MSER-5 needs ten averages of five. */
const FEWEST_VALUES = 10 * MSER_BATCH;
/** A difference that nobody would act on, and that noise makes. */
const DRIFT_TOLERATED = 0.05;

/** What one topology of a run recorded; empty when its window was too short for a series. */
export function warmUpSeriesOf(
  topology: TopologyName,
  rows: readonly SummaryRow[],
  series: readonly MetricsRow[],
): readonly WarmUpSeries[] {
  const startS = phaseBound(topology, rows, "warmup", "start");
  const openS = phaseBound(topology, rows, "measure", "start");
  const endS = phaseBound(topology, rows, "measure", "end");
  if (startS === undefined || openS === undefined || endS === undefined) return [];
  return WATCHED.flatMap(({ metric, stat }): readonly WarmUpSeries[] => {
    const sums = new Map<number, number>();
    for (const row of series) {
      if (row.topology !== topology || row.metric !== metric || row.stat !== stat) continue;
      if (row.labels["cluster"] !== "all" || row.t === null) continue;
      if (row.t <= startS || row.t > endS) continue;
      sums.set(row.t, (sums.get(row.t) ?? 0) + row.value);
    }
    const times = [...sums.keys()].sort((a, b) => a - b);
    const [first, second] = times;
    if (first === undefined || second === undefined) return [];
    const values = times.map((t) => Number((sums.get(t) ?? 0).toPrecision(DIGITS)));
    const stepSeconds = second - first;
    return [{ topology, metric, configuredSeconds: openS - startS, stepSeconds, values }];
  });
}

/** Judges runs of one point together, a topology each. Topologies whose window is too short to judge are left out. */
export function judgeWarmUp(runs: readonly (readonly WarmUpSeries[])[]): readonly WarmUp[] {
  const all = runs.flat();
  const topologies = [...new Set(all.map(({ topology }) => topology))];
  return topologies.flatMap((topology): readonly WarmUp[] => {
    const own = all.filter((one) => one.topology === topology);
    const configuredSeconds = own[0]?.configuredSeconds ?? 0;
    const cuts = [...new Set(own.map(({ metric }) => metric))].flatMap((metric) =>
      cutOf(own.filter((one) => one.metric === metric)),
    );
    // What drifts decides; of several the longest cut.
    const [first, ...rest] = cuts;
    if (first === undefined) return [];
    const worst = rest.reduce((a, b) => (weight(b) > weight(a) ? b : a), first);
    const steady = cuts.every((one) => one.steady);
    return [{ topology, configuredSeconds, ...worst, steady, n: runs.length }];
  });
}

type Cut = Pick<WarmUp, "cutSeconds" | "drift" | "steady">;

function weight({ drift, cutSeconds }: Cut): number {
  return drift > DRIFT_TOLERATED ? cutSeconds : -1;
}

/** The cut of the average of these series, as long as the shortest. */
function cutOf(series: readonly WarmUpSeries[]): readonly Cut[] {
  const { stepSeconds = 1, configuredSeconds = 0 } = series[0] ?? {};
  const alike = series.filter((one) => one.stepSeconds === stepSeconds);
  const length = Math.min(...alike.map(({ values }) => values.length));
  if (length < FEWEST_VALUES) return [];
  const average = Array.from({ length }, (_, index) =>
    meanOf(alike.map(({ values }) => values[index] ?? 0)),
  );
  const { cut, steady } = mser(average);
  const measuredFrom = Math.round(configuredSeconds / stepSeconds);
  const before = average.slice(Math.min(measuredFrom, cut), cut);
  const after = meanOf(average.slice(cut));
  const difference = before.length === 0 ? 0 : Math.abs(meanOf(before) - after);
  const drift = difference === 0 ? 0 : Math.min(1e6, difference / Math.abs(after));
  return [
    {
      cutSeconds: cut * stepSeconds,
      drift: Number(drift.toPrecision(3)),
      steady: steady || drift <= DRIFT_TOLERATED,
    },
  ];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The warm-up that a point needs, whole seconds: the cuts that matter, and never less than what was set. */
export function neededWarmUpSeconds(warmUps: readonly WarmUp[]): number {
  const needs = warmUps.map(({ configuredSeconds, cutSeconds, drift, steady }) =>
    // A longer warm-up does not cure what drifts to the end.
    drift > DRIFT_TOLERATED && steady ? Math.max(configuredSeconds, cutSeconds) : configuredSeconds,
  );
  return Math.ceil(Math.max(0, ...needs));
}

function phaseBound(
  topology: TopologyName,
  rows: readonly SummaryRow[],
  phase: string,
  stat: string,
): number | undefined {
  return rows.find(
    (row) =>
      row.topology === topology &&
      row.metric === "simulation_phase_seconds" &&
      row.labels["phase"] === phase &&
      row.stat === stat,
  )?.value;
}
