/**
 * Morris screening: which of many factors matter, by random paths on a grid on which one factor is moved at a time. A
 * factor's effect is seen with the others at different places, which one-at-a-time changes around one point do not show.
 * Pure: the caller evaluates the points. Source: M. D. Morris, Technometrics 33 (1991) 161-174; mu* by Campolongo et al.,
 * Environmental Modelling & Software 22 (2007) 1509-1518.
 */
import type { RandomStream } from "../engine/random-stream.js";

/** Levels of the grid; even, so that each level is as likely as another. */
const LEVELS = 4;
/** Spread of a sum of equal numbers in floating point, as a share of them, is far below this. */
const ROUNDING = 1e-9;
/** The step, as a share of the range: p / (2 (p - 1)). */
const STEP = LEVELS / (2 * (LEVELS - 1));

/** A path: its points, each a position of every factor in 0..1, and the factor that moved to reach each but the first. */
export interface Trajectory {
  readonly points: readonly (readonly number[])[];
  readonly moved: readonly number[];
}

/** Makes random paths for so many factors; each has one point more than there are factors. */
export function morrisTrajectories(
  factors: number,
  count: number,
  random: RandomStream,
): readonly Trajectory[] {
  return Array.from({ length: count }, () => {
    // Positions from which a step up stays on the grid; a step down begins from there plus the step.
    const point = Array.from({ length: factors }, () => {
      const base = random.integer(0, LEVELS / 2) / (LEVELS - 1);
      return random.integer(0, 2) === 0 ? base : base + STEP;
    });
    const moved = shuffled(factors, random);
    const points = [[...point]];
    for (const factor of moved) {
      const at = point[factor] ?? 0;
      point[factor] = at + STEP > 1 + 1e-9 ? at - STEP : at + STEP;
      points.push([...point]);
    }
    return { points, moved };
  });
}

/** Mean absolute effect and standard deviation of each factor, for values at the points of the paths, over the range 0..1. */
export function morrisEffects(
  trajectories: readonly Trajectory[],
  values: readonly (readonly number[])[],
): readonly { readonly muStar: number; readonly sigma: number }[] {
  const factors = trajectories[0]?.moved.length ?? 0;
  const effects = Array.from({ length: factors }, (): number[] => []);
  trajectories.forEach(({ points, moved }, path) => {
    moved.forEach((factor, index) => {
      const step = (points[index + 1]?.[factor] ?? 0) - (points[index]?.[factor] ?? 0);
      const rise = (values[path]?.[index + 1] ?? NaN) - (values[path]?.[index] ?? NaN);
      effects[factor]?.push(rise / step);
    });
  });
  return effects.map((all) => {
    const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
    const muStar = all.reduce((sum, one) => sum + Math.abs(one), 0) / all.length;
    const squares = all.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    const sigma = all.length < 2 ? 0 : Math.sqrt(squares / (all.length - 1));
    // Equal effects differ in their last bits.
    return { muStar, sigma: sigma > ROUNDING * muStar ? sigma : 0 };
  });
}

function shuffled(count: number, random: RandomStream): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let index = count - 1; index > 0; index--) {
    const other = random.integer(0, index + 1);
    const [a = 0, b = 0] = [order[index], order[other]];
    [order[index], order[other]] = [b, a];
  }
  return order;
}
