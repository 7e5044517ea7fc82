/**
 * What a sweep says on the terminal: its plan before a run, its figures after. Plain aligned columns, so that grep works.
 * Not the result itself: results.json and results.csv hold every digit.
 */
import { humanise, withSeparators } from "../../report/format.js";
import { topologyWord } from "../../report/words.js";
import { runCost } from "../../runner/run-cost.js";
import { pointName, type StudyPoint } from "../point.js";
import type { Sweep } from "./load.js";
import type { PointState } from "./schedule.js";
import type { FigureResult, SweepResults } from "./results.js";
import { pointsOf } from "./shard.js";

/** A table as header and rows; the caller aligns it. */
export interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Work that a shard should take: long enough to be worth starting, short enough to be repeated without grief. */
const SHARD_SECONDS = 900;
const WORKERS_PER_SHARD = 2;

/** The points with what each is expected to take. */
export function planTable(states: readonly PointState[]): TextTable {
  const rows = states.map(({ point, runs, wanted }) => {
    const cost = runCost(point.scenario);
    const each = [humanise(cost.events, "count"), humanise(cost.seconds, "seconds")];
    const counts = [String(runs.length + wanted.length), String(runs.length)];
    return [point.id, ...counts, ...each, humanise(cost.memoryBytes, "bytes"), pointName(point)];
  });
  return {
    header: ["point", "runs", "done", "events/run", "time/run", "memory", "values"],
    rows,
  };
}

/** Sentences on the whole: how much there is to do, and how long that takes here. */
export function planSentences(
  sweep: Sweep,
  states: readonly PointState[],
  jobs: number,
): readonly string[] {
  const left = states.reduce((sum, { wanted }) => sum + wanted.length, 0);
  const done = states.reduce((sum, { runs }) => sum + runs.length, 0);
  const seconds = states.reduce(
    (sum, { point, wanted }) => sum + wanted.length * runCost(point.scenario).seconds,
    0,
  );
  const memory = Math.max(0, ...states.map(({ point }) => runCost(point.scenario).memoryBytes));
  const { precision } = sweep.spec;
  return [
    `${sweep.name}: ${withSeparators(states.length)} points, ${withSeparators(done + left)} runs, ${withSeparators(done)} done`,
    ...(precision === undefined
      ? []
      : [
          `at least ${precision.minSeeds} and at most ${precision.maxSeeds} seeds a point, until ${precision.figure} is within ${precision.within}`,
        ]),
    `about ${humanise(seconds / jobs, "seconds")} with ${jobs} at a time, ${humanise(memory * jobs, "bytes")} of memory (estimates, good to a factor of three)`,
  ];
}

/** How many shards to ask for, and how each is started. */
export function shardAdvice(sweep: Sweep, file: string): readonly string[] {
  const costs = sweep.points.map(({ scenario }) => runCost(scenario));
  const seeds = sweep.spec.precision?.maxSeeds ?? sweep.seeds.length;
  const seconds = seeds * costs.reduce((sum, cost) => sum + cost.seconds, 0);
  const wanted = Math.ceil(seconds / WORKERS_PER_SHARD / SHARD_SECONDS);
  const count = Math.max(1, Math.min(sweep.points.length, wanted));
  const longest = Math.max(
    ...Array.from({ length: count }, (_, index) =>
      secondsOf(pointsOf(sweep.points, { index: index + 1, count }), seeds),
    ),
  );
  const memory = Math.max(...costs.map(({ memoryBytes }) => memoryBytes)) * WORKERS_PER_SHARD;
  const mib = Math.ceil(memory / 2 ** 20 / 256) * 256;
  return [
    `shards: ${count}`,
    `cpus per shard: ${WORKERS_PER_SHARD}`,
    `memory per shard: ${mib}Mi`,
    `longest shard: about ${humanise(longest / WORKERS_PER_SHARD, "seconds")}`,
    `one machine: clustermesh-sim sweep ${file} --jobs ${WORKERS_PER_SHARD}`,
    `slurm: sbatch --array=1-${count} --cpus-per-task=${WORKERS_PER_SHARD} --mem=${mib}M deploy/slurm/sweep.sbatch ${file} DIR`,
    `kubernetes: completions: ${count}, cpu: ${WORKERS_PER_SHARD}, memory: ${mib}Mi in deploy/kubernetes/sweep-job.yaml`,
  ];
}

function secondsOf(points: readonly StudyPoint[], seeds: number): number {
  return points.reduce((sum, { scenario }) => sum + seeds * runCost(scenario).seconds, 0);
}

/** A row for each point and topology, a column for each figure: mean and half width of the interval. */
export function resultTable({ points }: SweepResults): TextTable {
  const figures = [
    ...new Set(points.flatMap((point) => point.figures.map(({ figure }) => figure))),
  ];
  const rows = points.flatMap((point) => {
    const topologies = [...new Set(point.figures.map(({ topology }) => topology))];
    const name = Object.entries(point.labels).map(([axis, value]) => `${axis}=${value}`);
    return topologies.map((topology) => [
      name.length === 0 ? point.id : name.join(","),
      topologyWord(topology),
      String(point.seeds.length),
      ...figures.map((figure) =>
        cell(point.figures.find((one) => one.figure === figure && one.topology === topology)),
      ),
    ]);
  });
  return { header: ["point", "topology", "n", ...figures], rows };
}

function cell(result: FigureResult | undefined): string {
  if (result === undefined) return "–";
  const { mean, low, high, unit } = result;
  const middle = humanise(mean, unit);
  if (low === null || high === null || low === high) return middle;
  return `${middle} ± ${humanise((high - low) / 2, unit)}`;
}

/** Notes and failures, a line each. */
export function remarkLines({ notes, failures }: SweepResults): readonly string[] {
  const where = (points: readonly string[]): string => {
    const [first = "", ...rest] = points;
    return rest.length === 0 ? first : `${first} and ${rest.length} more`;
  };
  return [
    ...notes.map(({ code, message, points }) => `${code} (${where(points)}): ${message}`),
    ...failures.map(({ labels, point, seed, error, replay }) => {
      const name = Object.entries(labels).map(([axis, value]) => `${axis}=${value}`);
      return `failed: ${name.join(", ") || point}, seed ${seed}: ${error}; replay with: ${replay}`;
    }),
  ];
}
