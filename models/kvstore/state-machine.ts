/**
 * State machines as tables: each row is one transition that the protocol has. A machine refuses what its table does not
 * list, so the table cannot lie, and counts what it takes, so that a campaign can say which rows it never reached.
 */

/** One row of a table. */
export interface Transition {
  readonly from: string;
  readonly event: string;
  readonly to: string;
  /** What is done, in a few words. */
  readonly action: string;
}

/** A table, with the name under which it is documented. */
export interface TransitionTable<State extends string> {
  readonly name: string;
  readonly rows: readonly (Transition & { readonly from: State; readonly to: State })[];
}

/** How often each transition of each machine was taken in a run, by `transitionId`. */
export class TransitionCounts {
  private readonly counts = new Map<string, number>();

  count(id: string): void {
    this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
  }

  /** The counts, sorted by name. */
  all(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** The name of a transition, unique over all tables. */
export function transitionId(machine: string, { from, event }: Transition): string {
  return `${machine}: ${from} -- ${event}`;
}

/** What all machines of a table share in a run. */
interface Rules<State extends string> {
  readonly name: string;
  readonly rows: ReadonlyMap<string, { readonly to: State; readonly id: string }>;
  readonly counts: TransitionCounts | undefined;
}

/** A machine that follows a table. A large mesh has hundreds of thousands: each is its state and what they share. */
export class StateMachine<State extends string> {
  state: State;
  private readonly rules: Rules<State>;

  constructor(
    table: TransitionTable<State>,
    options: { readonly initial: State; readonly counts: TransitionCounts | undefined },
  ) {
    this.state = options.initial;
    this.rules = rulesOf(table, options.counts);
  }

  /** True when the present state knows the event. */
  knows(event: string): boolean {
    return this.rules.rows.has(`${this.state}/${event}`);
  }

  /** Takes the transition that the event means in the present state. */
  take(event: string): void {
    const { name, rows, counts } = this.rules;
    const row = rows.get(`${this.state}/${event}`);
    if (row === undefined) {
      throw new Error(`${name} in state "${this.state}" does not know "${event}"`);
    }
    counts?.count(row.id);
    this.state = row.to;
  }
}

/** Stands for the counts of machines whose transitions nobody counts. */
const UNCOUNTED = {};
/** By table, then by counts: they go with the run. */
const RULES = new WeakMap<object, WeakMap<object, Rules<string>>>();

function rulesOf<State extends string>(
  table: TransitionTable<State>,
  counts: TransitionCounts | undefined,
): Rules<State> {
  let ofTable = RULES.get(table);
  if (ofTable === undefined) RULES.set(table, (ofTable = new WeakMap<object, Rules<string>>()));
  let rules = ofTable.get(counts ?? UNCOUNTED);
  if (rules === undefined) {
    const { name } = table;
    const rows = new Map(
      table.rows.map((row) => [
        `${row.from}/${row.event}`,
        { to: row.to, id: transitionId(name, row) },
      ]),
    );
    rules = { name, rows, counts };
    ofTable.set(counts ?? UNCOUNTED, rules);
  }
  return rules as Rules<State>;
}
