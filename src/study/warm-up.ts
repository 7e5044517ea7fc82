/**
 * Whether the warm-up of a point was long enough, by MSER-5 over what its runs recorded from the first change on: the
 * CPU of the etcds, the puts, and the keys that wait. The series are averaged over the seeds first, and one cut holds
 * for all: a cut of its own for each run leaves out its own highest moments, and the mean comes out too low (a test on
 * M/M/1 shows 82 % coverage instead of 95 %). The scenario's own warm-up is the floor.
 * Not for bootstrap, which ends when all is in sync and is never part of the window.
 */
import type { MetricsRow, SummaryRow } from "../measure/documents.js";
import { mser } from "../measure/mser.js";
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
  /** Seconds that MSER-5 would cut; what is above `configuredSeconds` was measured though it should not have been. */
  readonly cutSeconds: number;
  /** False when the best cut is half of a series: something drifts to the end, or the run is short. */
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

/** Judges runs of one point together, a topology each, in the order of the topologies. */
export function judgeWarmUp(runs: readonly (readonly WarmUpSeries[])[]): readonly WarmUp[] {
  const all = runs.flat();
  const topologies = [...new Set(all.map(({ topology }) => topology))];
  return topologies.map((topology) => {
    const own = all.filter((one) => one.topology === topology);
    const cuts = [...new Set(own.map(({ metric }) => metric))].map((metric) =>
      cutOf(own.filter((one) => one.metric === metric)),
    );
    return {
      topology,
      configuredSeconds: own[0]?.configuredSeconds ?? 0,
      cutSeconds: Math.max(0, ...cuts.map(({ seconds }) => seconds)),
      steady: cuts.every(({ steady }) => steady),
      n: runs.length,
    };
  });
}

/** The cut of the average of these series, as long as the shortest. */
function cutOf(series: readonly WarmUpSeries[]): {
  readonly seconds: number;
  readonly steady: boolean;
} {
  const stepSeconds = series[0]?.stepSeconds ?? 1;
  const alike = series.filter((one) => one.stepSeconds === stepSeconds);
  const length = Math.min(...alike.map(({ values }) => values.length));
  const average = Array.from(
    { length },
    (_, index) => alike.reduce((sum, { values }) => sum + (values[index] ?? 0), 0) / alike.length,
  );
  const { cut, steady } = mser(average);
  return { seconds: cut * stepSeconds, steady };
}

/** The warm-up that a point needs, whole seconds: the longest cut, and never less than what was set. */
export function neededWarmUpSeconds(warmUps: readonly WarmUp[]): number {
  const needs = warmUps.map((one) => Math.max(one.configuredSeconds, one.cutSeconds));
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
