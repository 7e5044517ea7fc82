/**
 * Classes of tolerance: how near a simulated value has to come to a published one. A class is chosen by how well the
 * source states its set-up, not by what the model gives, so there are few of them and far apart.
 */

/** From the narrowest to the widest. */
export const TOLERANCES = ["exact", "10%", "factor 2", "order of magnitude", "direction"] as const;
export type Tolerance = (typeof TOLERANCES)[number];

/**
 * The factor by which a value may be larger or smaller. Exact arithmetic is allowed 1 %, for what a running mesh adds:
 * heartbeats, canaries, keys of its own. Two values are of one order of magnitude when they are within the root of ten.
 * A direction allows none: it is a bound that has to be kept.
 */
const FACTORS: Readonly<Record<Tolerance, number>> = {
  exact: 1.01,
  "10%": 1.1,
  "factor 2": 2,
  "order of magnitude": Math.sqrt(10),
  direction: 1,
};

const WORDS: Readonly<Record<Tolerance, string>> = {
  exact: "exact arithmetic: within 1 %",
  "10%": "within 10 %",
  "factor 2": "within a factor of 2",
  "order of magnitude": "of the same order of magnitude: within a factor of 3.2",
  direction: "direction only: the bound is kept",
};

const CHOSEN_WHEN: Readonly<Record<Tolerance, string>> = {
  exact: "the figure follows from counts that the source states, or is a gate",
  "10%": "the source states all that matters",
  "factor 2": "the source leaves out one thing that matters, such as the machine or the disk",
  "order of magnitude": "the source leaves out several, such as churn and machine",
  direction: "the source says only which way it goes",
};

/** Factor by which a value may be off, >= 1. */
export function toleranceFactor(tolerance: Tolerance): number {
  return FACTORS[tolerance];
}

/** What a class asks for, for people. */
export function toleranceWords(tolerance: Tolerance): string {
  return WORDS[tolerance];
}

/** When a class is the right one. */
export function chosenWhen(tolerance: Tolerance): string {
  return CHOSEN_WHEN[tolerance];
}
