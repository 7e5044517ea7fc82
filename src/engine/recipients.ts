/**
 * Events of many like objects. Each object has a place in a table that all of its kind share, and an event carries this
 * place and a number by which the object knows its own event again: a life, a stage, whatever it counts. With a function
 * for each object an event would look at two more places of memory, which in a large mesh no cache holds.
 * An object that is not used again should leave the table once its last event has come.
 */
import type { EventKind, Handler, Simulation } from "./simulation.js";

interface Table<T> {
  readonly kind: EventKind;
  readonly all: (T | undefined)[];
  readonly free: number[];
}

/** The events of one object. */
export interface Events {
  readonly kind: EventKind;
  readonly place: number;
}

export class Recipients<T> {
  private readonly label: string;
  private readonly handler: (all: readonly (T | undefined)[]) => Handler;
  private readonly tables = new WeakMap<Simulation, Table<T>>();

  /** @param handler told the table, says what happens at an event: `(all) => (place, life) => all[place]?.due(life)`. */
  constructor(label: string, handler: (all: readonly (T | undefined)[]) => Handler) {
    this.label = label;
    this.handler = handler;
  }

  /** Gives an object its place among its like in a simulation. */
  join(sim: Simulation, one: T): Events {
    const { kind, all, free } = this.tableOf(sim);
    const place = free.pop() ?? all.length;
    all[place] = one;
    return { kind, place };
  }

  /** The object of this place gets no more events: another may have the place. */
  leave(sim: Simulation, place: number): void {
    const { all, free } = this.tableOf(sim);
    all[place] = undefined;
    free.push(place);
  }

  private tableOf(sim: Simulation): Table<T> {
    const known = this.tables.get(sim);
    if (known !== undefined) return known;
    const all: (T | undefined)[] = [];
    const table = { kind: sim.kind(this.label, this.handler(all)), all, free: [] };
    this.tables.set(sim, table);
    return table;
  }
}
