/**
 * What is set in the explorer: a preset, what was changed of it, and a seed. It is kept in the fragment of the page's
 * address, which no server ever sees, and it is the same thing as a command line: `run PRESET --set ... --seed S`.
 * Not here: the form (fields.ts) and the page (browser/).
 */
import { shellCommand } from "../runner/replay-command.js";
import { presetScenario } from "../scenario/presets.js";
import type { Scenario } from "../scenario/scenario.js";

export interface ExplorerState {
  readonly preset: string;
  readonly seed: string;
  /** Changes of the preset, such as `spec.mesh.clusters=20`; later ones win. */
  readonly set: readonly string[];
}

/** What the page shows first: the example that a planner recognises, small enough to run in seconds. */
export const FIRST_STATE: ExplorerState = { preset: "three-clusters", seed: "1", set: [] };

/** Longest text of a seed, as on the command line. */
const LONGEST_SEED = 200;

/** Reads `#preset=...&seed=...&set=...`; what is missing is as in the first state. Whether it is valid shows when it is loaded. */
export function parseFragment(fragment: string): ExplorerState {
  const entries = new URLSearchParams(fragment.replace(/^#/, ""));
  return {
    preset: entries.get("preset") ?? FIRST_STATE.preset,
    seed: (entries.get("seed") ?? FIRST_STATE.seed).slice(0, LONGEST_SEED),
    set: entries.getAll("set"),
  };
}

/** The fragment without its `#`. */
export function renderFragment({ preset, seed, set }: ExplorerState): string {
  const entries = new URLSearchParams({ preset, seed });
  for (const one of set) entries.append("set", one);
  return entries.toString();
}

/** The command that gives the same numbers. */
export function commandOf({ preset, seed, set }: ExplorerState): string {
  const overrides = set.flatMap((one) => ["--set", one]);
  return shellCommand(["run", preset, ...overrides, "--seed", seed]);
}

/** The scenario. @throws UserError for an unknown preset, or a change that does not fit. */
export function scenarioOf({ preset, set }: ExplorerState): Scenario {
  return presetScenario(preset, { set });
}

/** The state with one place set anew; undefined takes the change back. */
export function withChange(
  state: ExplorerState,
  path: string,
  value: string | undefined,
): ExplorerState {
  const others = state.set.filter((one) => !one.startsWith(`${path}=`));
  return { ...state, set: value === undefined ? others : [...others, `${path}=${value}`] };
}
