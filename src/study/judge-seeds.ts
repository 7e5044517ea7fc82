/**
 * Judges objectives over several seeds: the worst figure of each seed, their mean and its 95 % interval. A limit inside
 * the interval is "inconclusive". With one seed the run's own interval decides, where it has one.
 * A mesh that did not get in sync in some seed breaks every objective.
 */
import { judgeSlos, overall, verdictOf, type SloResult, type Verdict } from "../measure/slos.js";
import type { Slo } from "../scenario/scenario.js";
import { estimate } from "./estimate.js";
import type { SeedRun } from "./seed-runs.js";

/** The objectives of one topology at one point, over its seeds. */
export interface Judgement {
  readonly passed: Verdict;
  readonly results: readonly SeededResult[];
  /** The highest share of a limit that a figure reaches; 1 is the limit. Infinity when a run did not get in sync. */
  readonly load: number;
  /** The objective that is nearest to its limit, or furthest beyond it. */
  readonly critical?: SeededResult;
  readonly seeds: number;
  /** Why runs gave no result. */
  readonly failures: readonly string[];
}

/** A result with the number of seeds behind it. */
export type SeededResult = SloResult & { readonly n: number };

/** Judges the runs of one topology, a seed each. */
export function judgeSeeds(slos: readonly Slo[], runs: readonly SeedRun[]): Judgement {
  const failures = runs.flatMap(({ failure, seed }) =>
    failure === undefined ? [] : [`seed ${seed}: ${failure}`],
  );
  const perSeed = runs
    .filter(({ failure }) => failure === undefined)
    .map(({ rows }) => judgeSlos(slos, rows).filter(({ value }) => value !== undefined));
  const [first = []] = perSeed;
  const results = first.map(
    (result, index) => combine(perSeed.flatMap((seed) => seed[index] ?? [])) ?? { ...result, n: 1 },
  );
  const critical = results.reduce<SeededResult | undefined>(
    (worst, result) => (worst === undefined || loadOf(result) > loadOf(worst) ? result : worst),
    undefined,
  );
  const load = failures.length > 0 ? Infinity : critical === undefined ? 0 : loadOf(critical);
  const passed =
    failures.length > 0 ? false : results.length === 0 ? "inconclusive" : overall(results);
  return {
    ...{ passed, results, load, failures },
    ...(critical === undefined ? {} : { critical }),
    seeds: runs.length,
  };
}

/** Share of the limit that is used. */
export function loadOf({ value = 0, max }: SloResult): number {
  if (max > 0) return value / max;
  return value > 0 ? Infinity : 0;
}

/** The figures of all seeds as one. Where the worst was is taken from the seed that was worst. */
function combine(results: readonly SloResult[]): SeededResult | undefined {
  const [first] = results;
  if (first === undefined) return undefined;
  if (results.length === 1) return { ...first, n: 1 };
  const { mean, lowCI, highCI, n } = estimate(results.map(({ value = 0 }) => value));
  const worst = results.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a));
  const [low, high] = [Math.max(0, lowCI), highCI];
  return { ...worst, value: mean, low, high, n, passed: verdictOf(low, high, first.max) };
}
