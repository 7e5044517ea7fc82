/**
 * Makes a failing scenario smaller while it fails the same way: tries simpler ones, keeps the first that still fails,
 * and starts again from it, until nothing simpler fails or the tries are used up. Greedy and deterministic: the result
 * is a local minimum, not the smallest scenario that there is.
 * What counts as simpler is in shrink-steps.ts and shrink-incidents.ts.
 */
import { canonicalJson } from "../scenario/render.js";
import type { Scenario } from "../scenario/scenario.js";
import { simplerIncidents } from "./shrink-incidents.js";
import { simplerMeshes, simplerSettings, type Step } from "./shrink-steps.js";

export interface ShrinkOptions {
  /** Whether this scenario fails the same way. */
  readonly fails: (scenario: Scenario) => Promise<boolean>;
  /** Scenarios to run at most. */
  readonly tries: number;
  readonly onProgress?: (tries: number) => void;
}

export interface Shrunk {
  readonly scenario: Scenario;
  /** Scenarios that were run. */
  readonly tries: number;
  /** False when the tries ran out first. */
  readonly isMinimal: boolean;
}

/** What removes most comes first, so that later steps run on a small scenario. */
const STEPS: readonly Step[] = [...simplerIncidents, ...simplerMeshes, ...simplerSettings];

/** The smallest scenario that it finds; the given one must fail. */
export async function shrink(scenario: Scenario, options: ShrinkOptions): Promise<Shrunk> {
  const seen = new Set([canonicalJson(scenario)]);
  let best = scenario;
  let tries = 0;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const step of STEPS) {
      for (let found = await improve(step); found !== undefined; found = await improve(step)) {
        best = found;
        isSmaller = true;
      }
      if (tries >= options.tries) return { scenario: best, tries, isMinimal: false };
    }
  }
  return { scenario: best, tries, isMinimal: true };

  /** The first candidate of this step that fails and was not tried before. */
  async function improve(step: Step): Promise<Scenario | undefined> {
    for (const candidate of step(best)) {
      const key = canonicalJson(candidate);
      if (seen.has(key)) continue;
      if (tries >= options.tries) return undefined;
      seen.add(key);
      tries += 1;
      options.onProgress?.(tries);
      if (await options.fails(candidate)) return candidate;
    }
    return undefined;
  }
}
