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

/** A machine that follows a table. */
export class StateMachine<State extends string> {
  state: State;
  private readonly rows: ReadonlyMap<string, { readonly to: State; readonly id: string }>;
  private readonly table: TransitionTable<State>;
  private readonly counts: TransitionCounts | undefined;

  constructor(
    table: TransitionTable<State>,
    options: { readonly initial: State; readonly counts: TransitionCounts | undefined },
  ) {
    this.table = table;
    this.state = options.initial;
    this.counts = options.counts;
    this.rows = rowsOf(table);
  }

  /** True when the present state knows the event. */
  knows(event: string): boolean {
    return this.rows.has(`${this.state}/${event}`);
  }

  /** Takes the transition that the event means in the present state. */
  take(event: string): void {
    const row = this.rows.get(`${this.state}/${event}`);
    if (row === undefined) {
      throw new Error(`${this.table.name} in state "${this.state}" does not know "${event}"`);
    }
    this.counts?.count(row.id);
    this.state = row.to;
  }
}

const INDEXES = new WeakMap<object, ReadonlyMap<string, { to: string; id: string }>>();

function rowsOf<State extends string>(
  table: TransitionTable<State>,
): ReadonlyMap<string, { readonly to: State; readonly id: string }> {
  let index = INDEXES.get(table);
  if (index === undefined) {
    index = new Map(
      table.rows.map((row) => [
        `${row.from}/${row.event}`,
        { to: row.to, id: transitionId(table.name, row) },
      ]),
    );
    INDEXES.set(table, index);
  }
  return index as ReadonlyMap<string, { readonly to: State; readonly id: string }>;
}
