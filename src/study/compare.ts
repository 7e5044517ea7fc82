/**
 * Compares two sides, figure by figure, over the same seeds: the same random numbers drive both, so their difference is
 * paired and its interval narrow. Pure: rows in, differences out. Not here: where the rows come from (a saved result, a
 * run) and how the comparison is printed (comparison-text.ts).
 */
import type { Labels, Unit } from "../measure/documents.js";
import type { TopologyName } from "../scenario/scenario.js";
import { pairedDifference, type Estimate } from "./estimate.js";
import { figuresOf, hashRows, type Figure } from "./figures.js";
import type { SeedRun } from "./seed-runs.js";

/** One of the two sides of a comparison: runs of one topology, one a seed. */
export interface Side {
  readonly topology: TopologyName;
  readonly runs: readonly SeedRun[];
}

/** A value with its 95 % interval; the bounds are absent when one seed gives none. */
export interface Spread {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/** How one figure differs. */
export interface Difference {
  readonly metric: string;
  readonly labels: Labels;
  readonly stat: string;
  readonly unit: Unit;
  /** Means over the seeds. */
  readonly a: number;
  readonly b: number;
  /** b - a. */
  readonly absolute: Spread;
  /** (b - a) / a, as a share; absent when a is 0. */
  readonly relative?: Spread;
  /** Seeds that both sides have. */
  readonly n: number;
  /** `differs`: the interval excludes 0. `inconclusive`: it does not, or one seed gives none but the values differ. */
  readonly verdict: "differs" | "inconclusive";
}

/** Two sides compared. */
export interface Comparison {
  readonly a: TopologyName;
  readonly b: TopologyName;
  readonly seeds: readonly string[];
  /** All rows of all seeds are equal, to the last bit. */
  readonly identical: boolean;
  readonly hashA: string;
  readonly hashB: string;
  /** Figures that differ in some seed, the largest effect first. */
  readonly differences: readonly Difference[];
  /** How many figures are equal in every seed. */
  readonly same: number;
  /** Figures that only one side has, as text. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  /** Runs without a result, as text. */
  readonly failures: readonly string[];
}

/** Compares `b` with `a` over the seeds that both have. */
export function compareSides(a: Side, b: Side): Comparison {
  const seeds = a.runs
    .map(({ seed }) => seed)
    .filter((seed) => b.runs.some((run) => run.seed === seed));
  const of = (side: Side, seed: string): SeedRun | undefined =>
    side.runs.find((run) => run.seed === seed);
  const pairs = seeds.map((seed) => [figuresFor(of(a, seed)), figuresFor(of(b, seed))] as const);
  const keys = new Map<string, Figure>();
  for (const pair of pairs) {
    for (const figures of pair) for (const [key, figure] of figures) keys.set(key, figure);
  }
  const differences: Difference[] = [];
  const only = { a: [] as string[], b: [] as string[] };
  let same = 0;
  for (const [key, figure] of keys) {
    const values = pairs.flatMap(([left, right]) => {
      const [from, to] = [left.get(key)?.value, right.get(key)?.value];
      return from === undefined || to === undefined ? [] : [[from, to] as const];
    });
    if (values.length === 0) only[pairs.some(([left]) => left.has(key)) ? "a" : "b"].push(key);
    else if (values.every(([from, to]) => from === to)) same += 1;
    else differences.push(differenceOf(figure, values));
  }
  const hashA = hashOf(a, seeds);
  const hashB = hashOf(b, seeds);
  return {
    a: a.topology,
    b: b.topology,
    seeds,
    identical: seeds.length > 0 && hashA === hashB,
    hashA,
    hashB,
    differences: differences.sort(byEffect),
    same,
    onlyA: only.a,
    onlyB: only.b,
    failures: [...failuresOf(a), ...failuresOf(b)],
  };
}

function figuresFor(run: SeedRun | undefined): ReadonlyMap<string, Figure> {
  return figuresOf(run?.rows ?? []);
}

/** One hash for all seeds. The topology is left out, so that two of them can be found equal. */
function hashOf({ runs }: Side, seeds: readonly string[]): string {
  const rows = seeds.flatMap((seed) => runs.find((run) => run.seed === seed)?.rows ?? []);
  return hashRows(
    rows.map(({ metric, labels, stat, unit, value }) => ({ metric, labels, stat, unit, value })),
  );
}

function failuresOf({ runs, topology }: Side): readonly string[] {
  return runs.flatMap(({ failure, seed }) =>
    failure === undefined ? [] : [`${topology}, seed ${seed}: ${failure}`],
  );
}

function differenceOf(
  { metric, labels, stat, unit }: Figure,
  values: readonly (readonly [from: number, to: number])[],
): Difference {
  const from = values.map(([value]) => value);
  const to = values.map(([, value]) => value);
  const paired = pairedDifference(from, to);
  const { relative } = paired;
  return {
    ...{ metric, labels, stat, unit },
    a: mean(from),
    b: mean(to),
    absolute: spreadOf(paired),
    ...(relative === undefined ? {} : { relative: spreadOf(relative) }),
    n: values.length,
    verdict: paired.lowCI > 0 || paired.highCI < 0 ? "differs" : "inconclusive",
  };
}

function spreadOf({
  mean: middle,
  lowCI,
  highCI,
}: Pick<Estimate, "mean" | "lowCI" | "highCI">): Spread {
  if (!Number.isFinite(lowCI)) return { mean: middle };
  return { mean: middle, low: lowCI, high: highCI };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sure differences first, then by ratio: halving and doubling weigh the same. Ties keep the order of names. */
function byEffect(x: Difference, y: Difference): number {
  const sure = Number(y.verdict === "differs") - Number(x.verdict === "differs");
  return sure || effectOf(y) - effectOf(x) || 0;
}

function effectOf({ a, b }: Difference): number {
  if (a === b) return 0;
  const effect = Math.abs(Math.log(b / a));
  // From or to nothing: more than any ratio, but a number, so that the order is total.
  return Number.isFinite(effect) ? effect : Number.MAX_VALUE;
}
