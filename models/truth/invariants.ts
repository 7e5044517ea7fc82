/**
 * What must hold in every run, whatever goes wrong in it. A violation ends the run: it is a fault of the synchronisation
 * algorithm (or of this model of it), never of the scenario.
 */

/** The invariants, with what each one says. */
export const INVARIANTS = {
  "revisions go forward": "no reader is told of a revision of an etcd that it was past already",
  "no event is skipped": "a watch tells every change of its prefix after the revision it follows",
  "synced is true": "a canary is written only when every key of the first sync is there",
  "no sweep before the canary": "a reader drops vanished keys only when the prefix is complete",
  "etcd has what the source has": "once changes stop, each etcd holds the source's keys and values",
  "readers have what the source has": "once changes stop, each reader holds the source's keys",
  "the mesh comes to rest": "when nothing disturbs it any more, every client gets in sync",
  "deleted keys are gone": "once changes stop, no key lives on that the source has deleted",
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** The run broke an invariant. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
  readonly invariant: Invariant;
  /** Who broke it: a reader, or an etcd. */
  readonly reader: string;
  /** The key, such as `ip/3 of cluster-001`. */
  readonly key: string;
  /** The last events that touched the key, oldest first; empty unless the run was checked in full. */
  readonly history: readonly string[];

  constructor(options: {
    readonly invariant: Invariant;
    readonly reader: string;
    readonly key: string;
    readonly detail: string;
    readonly history: readonly string[];
  }) {
    const { invariant, reader, key, detail, history } = options;
    const events =
      history.length === 0
        ? "run with --check full to see the events that touched it"
        : `the last events that touched it:\n  ${history.join("\n  ")}`;
    super(
      `invariant "${invariant}" (${INVARIANTS[invariant]}) is broken by ${reader} for ${key}: ${detail}; ${events}`,
    );
    this.invariant = invariant;
    this.reader = reader;
    this.key = key;
    this.history = history;
  }
}
