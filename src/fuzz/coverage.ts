/**
 * What a fuzz campaign reached: how often each transition of the protocol's state machines was taken, and each feature
 * drawn. A transition that was never taken is one of which the campaign says nothing.
 */
import type { CaseOutcome } from "./run-case.js";

/** What a campaign reached so far. */
export interface CoverageSummary {
  /** Transitions that exist, those that were taken, and the names of the others. */
  readonly known: number;
  readonly taken: number;
  readonly neverTaken: readonly string[];
  /** Every transition with its count, in the order of the tables. */
  readonly transitions: readonly (readonly [id: string, count: number])[];
  /** Cases per feature, sorted by name. */
  readonly features: readonly (readonly [name: string, cases: number])[];
  readonly events: number;
}

export class Coverage {
  private readonly transitions: Map<string, number>;
  private readonly features = new Map<string, number>();
  private events = 0;

  /** @param known Names of all transitions that there are. */
  constructor(known: readonly string[]) {
    this.transitions = new Map(known.map((id) => [id, 0]));
  }

  /** Counts one case. */
  add(features: readonly string[], outcome: CaseOutcome): void {
    for (const name of features) this.features.set(name, (this.features.get(name) ?? 0) + 1);
    for (const [id, count] of Object.entries(outcome.transitions)) {
      this.transitions.set(id, (this.transitions.get(id) ?? 0) + count);
    }
    this.events += outcome.events;
  }

  summary(): CoverageSummary {
    const transitions = [...this.transitions];
    const neverTaken = transitions.filter(([, count]) => count === 0).map(([id]) => id);
    return {
      known: transitions.length,
      taken: transitions.length - neverTaken.length,
      neverTaken,
      transitions,
      features: [...this.features].sort(([a], [b]) => (a < b ? -1 : 1)),
      events: this.events,
    };
  }
}
