/**
 * Where the warm-up of a series ends, by MSER-5: of all places to cut, the one that leaves the mean of the rest most
 * certain. Averages of five neighbours are looked at, which takes most of the noise away; no more than half is cut.
 * It finds a start that differs from the rest, not a trend: a queue that grows to the end asks for a cut of half the
 * series, and that is reported as unsteady. Source: White, Cobb, Spratt, "A comparison of five steady-state truncation
 * heuristics for simulation", WSC 2000; Franklin and White, "Stationarity tests and MSER-5", WSC 2008.
 */

/** Neighbours that are averaged first. */
export const MSER_BATCH = 5;
/** Fewer averages than this say nothing. */
const FEWEST_BATCHES = 4;

export interface WarmUpCut {
  /** How many values of the series to leave out, a multiple of the batch; 0 when nothing needs to be. */
  readonly cut: number;
  /** Mean of what remains (of the whole batches). */
  readonly mean: number;
  /** False when the best cut is at half of the series, or the series is too short: then it has no steady part. */
  readonly steady: boolean;
}

/**
 * The cut of a series.
 * @param batch values that are averaged first: 5, or 1 for values that are averages already.
 */
export function mser(values: readonly number[], batch: number = MSER_BATCH): WarmUpCut {
  const averages = batchMeans(values, batch);
  const count = averages.length;
  if (count < FEWEST_BATCHES) return { cut: 0, mean: meanOf(averages), steady: false };
  const half = Math.floor(count / 2);
  // From the end, so that each place costs one step: sums of what remains, around the last value for exactness.
  const origin = averages[count - 1] ?? 0;
  let sum = 0;
  let squares = 0;
  let best = Infinity;
  let bestCut = 0;
  for (let start = count - 1; start >= 0; start -= 1) {
    const value = (averages[start] ?? 0) - origin;
    sum += value;
    squares += value * value;
    if (start > half) continue;
    const rest = count - start;
    const spread = Math.max(0, squares - (sum * sum) / rest) / (rest * rest);
    // Of equal places the earliest: nothing is thrown away without need.
    if (spread <= best * (1 + 1e-12)) [best, bestCut] = [spread, start];
  }
  return {
    cut: bestCut * batch,
    mean: meanOf(averages.slice(bestCut)),
    steady: bestCut < half,
  };
}

function batchMeans(values: readonly number[], batch: number): readonly number[] {
  const means: number[] = [];
  for (let start = 0; start + batch <= values.length; start += batch) {
    means.push(meanOf(values.slice(start, start + batch)));
  }
  return means;
}

function meanOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
