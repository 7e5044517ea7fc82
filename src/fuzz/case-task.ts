/**
 * What a fuzz campaign and its worker threads say to each other, and how a task is run wherever it arrives.
 */
import type { CostProfile } from "../../models/etcd/costs.js";
import { loadVariant } from "../runner/load-variant.js";
import type { Scenario } from "../scenario/scenario.js";
import type { Problem } from "../scenario/user-error.js";
import { randomScenario } from "./random-scenario.js";
import { runCase, type CaseOutcome, type CaseSettings } from "./run-case.js";

/** One case to run: without a scenario it is drawn from the seed. */
export interface CaseTask {
  readonly seed: string;
  readonly scenario?: Scenario;
}

/** What a worker is started with. Plain data: it is copied into the thread. */
export interface CaseWorkerData {
  readonly costs: CostProfile;
  /** Name or file of a variant of the sync algorithm. */
  readonly variant?: string;
}

/** What a worker answers to a task. */
export type CaseReply =
  | { readonly kind: "done"; readonly outcome: CaseOutcome }
  | { readonly kind: "bad-input"; readonly problems: readonly Problem[] };

/** Makes the settings that a thread runs its cases with. @throws UserError when there is no such variant. */
export async function caseSettings({ costs, variant }: CaseWorkerData): Promise<CaseSettings> {
  return variant === undefined ? { costs } : { costs, variant: await loadVariant(variant) };
}

/** Runs a task in the calling thread. */
export function runTask({ seed, scenario }: CaseTask, settings: CaseSettings): CaseOutcome {
  return runCase({ scenario: scenario ?? randomScenario(seed).scenario, seed }, settings);
}
