/**
 * Runs one case and says whether it held: the only place where fuzzing meets the simulation. Everything that a case
 * may fail by - a broken invariant, a limit, a mesh that never gets in sync, a mistake in the models - is a finding;
 * only bad input is thrown.
 */
import type { CostProfile } from "../../models/etcd/costs.js";
import { transitionId } from "../../models/kvstore/state-machine.js";
import type { SyncAlgorithm } from "../../models/kvstore/sync-algorithm.js";
import { TRANSITION_TABLES } from "../../models/kvstore/transitions.js";
import { simulate } from "../runner/simulate.js";
import type { Scenario } from "../scenario/scenario.js";
import { UserError } from "../scenario/user-error.js";

/** A case and its seed; plain data. */
export interface Case {
  readonly scenario: Scenario;
  readonly seed: string;
}

/** Why a case failed. */
export interface Finding {
  /** Short name: that of the broken invariant, or of the error. */
  readonly invariant: string;
  /** Two findings with the same signature are taken for the same mistake. */
  readonly signature: string;
  readonly message: string;
  /** Which reader and key; empty when the error names none. */
  readonly reader: string;
  readonly key: string;
  /** The last events that touched the key. */
  readonly history: readonly string[];
}

export interface CaseOutcome {
  /** Undefined when everything held. */
  readonly finding: Finding | undefined;
  /** How often each transition of the state machines was taken; empty for a case that failed. */
  readonly transitions: Readonly<Record<string, number>>;
  readonly events: number;
}

/** What all cases of a campaign share. */
export interface CaseSettings {
  readonly costs: CostProfile;
  /** The sync algorithm; Cilium's own when absent. */
  readonly variant?: SyncAlgorithm;
}

/** Names of all transitions that the state machines have. */
export const TRANSITION_IDS: readonly string[] = TRANSITION_TABLES.flatMap(({ name, rows }) =>
  rows.map((row) => transitionId(name, row)),
);

/** Runs a case with every check on. @throws UserError when the scenario cannot be run at all. */
export function runCase(one: Case, settings: CaseSettings): CaseOutcome {
  const outcome = attempt(one, settings, false);
  const { finding: first } = outcome;
  if (first === undefined) return outcome;
  // The history of a key costs a quarter of a run, so only a run that failed keeps it, when it is repeated.
  const { finding: again } = attempt(one, settings, true);
  if (again?.signature === first.signature) return { ...outcome, finding: again };
  const message = `recorded, it does not fail alike: ${again?.message ?? "it holds"}; else ${first.message}`;
  return { ...outcome, finding: { ...finding("repeats-itself", ""), message } };
}

function attempt(
  { scenario, seed }: Case,
  { costs, variant }: CaseSettings,
  record: boolean,
): CaseOutcome {
  const [topology = "original"] = scenario.topologies;
  const options = {
    ...{ scenario, topology, seed, costs, record },
    checks: "full" as const,
    ...(variant === undefined ? {} : { algorithm: variant }),
  };
  try {
    const { transitions, events } = simulate(options);
    return { finding: undefined, transitions, events };
  } catch (error) {
    if (error instanceof UserError) throw error;
    return { finding: findingOf(error), transitions: {}, events: 0 };
  }
}

/** What an error says, in the form that is shown, compared and sent between threads. */
export function findingOf(error: unknown): Finding {
  if (!(error instanceof Error)) return finding("error", String(error));
  if (error.name !== "InvariantViolation") return finding(kebabCase(error.name), error.message);
  const { invariant, reader, key, history } = error as Partial<Finding>;
  // The rest of the message is the history, which is shown by itself.
  const [message = ""] = error.message.split(/; the last events|; run with --check|\n/);
  return {
    ...finding(kebabCase(invariant ?? "invariant"), message),
    signature: invariant ?? "invariant",
    reader: reader ?? "",
    key: key ?? "",
    history: history ?? [],
  };
}

/** Figures and names of clusters differ from case to case, and do not make another mistake. */
function finding(invariant: string, message: string): Finding {
  const signature = `${invariant}: ${message.replaceAll(/\d+(\.\d+)?(e[+-]?\d+)?/g, "#")}`;
  return { invariant, signature, message, reader: "", key: "", history: [] };
}

function kebabCase(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
}
