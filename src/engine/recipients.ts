/**
 * Events of many like objects. While an event is pending its object has a place in a table that all of its kind share; the
 * event carries the place, and a number by which the object knows it again: a life, a timer, whatever it counts. With a
 * function for each object an event would look at two more places of memory, which in a large mesh no cache holds.
 */
import { oncePerSimulation } from "./once-per-simulation.js";
import type { EventKind, Handler, Simulation } from "./simulation.js";

/** The objects of one kind in one simulation that have events pending. */
export class Recipients<T> {
  private readonly sim: Simulation;
  private readonly kind: EventKind;
  private readonly waiting: (T | undefined)[] = [];
  private readonly free: number[] = [];

  constructor(sim: Simulation, label: string, handler: (recipients: Recipients<T>) => Handler) {
    this.sim = sim;
    this.kind = sim.kind(label, handler(this));
  }

  /** Tells the object after a delay, with a number (a 32-bit integer) by which it knows the event again. */
  post(delayNs: number, one: T, number = 0): void {
    this.sim.post(delayNs, this.kind, this.placeFor(one), number);
  }

  /** As `post`, for a time that is not in the past. */
  postAt(timeNs: number, one: T, number = 0): void {
    this.sim.postAt(timeNs, this.kind, this.placeFor(one), number);
  }

  /** For the handler: whom the event is for. */
  take(place: number): T | undefined {
    const one = this.waiting[place];
    this.waiting[place] = undefined;
    this.free.push(place);
    return one;
  }

  private placeFor(one: T): number {
    const place = this.free.pop() ?? this.waiting.length;
    this.waiting[place] = one;
    return place;
  }
}

/**
 * A kind of event, in whatever simulation.
 * @param handler says what happens: `(recipients) => (place, life) => recipients.take(place)?.due(life)`. Written for each
 * kind, so that V8 knows what it calls.
 */
export function recipientsOf<T>(
  label: string,
  handler: (recipients: Recipients<T>) => Handler,
): (sim: Simulation) => Recipients<T> {
  return oncePerSimulation((sim) => new Recipients<T>(sim, label, handler));
}
