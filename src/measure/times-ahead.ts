/**
 * Times to come, the earliest first: a binary heap in a typed array. Times are told in another order than they come in,
 * dozens apart where mirrors are overloaded, so keeping them sorted took a twentieth of a large mesh's time.
 */
import type { TimeNs } from "../engine/time.js";

const NONE = new Float64Array(0);
const FIRST_ROOM = 16;

export class TimesAhead {
  private times = NONE;
  private count = 0;

  /** The earliest; Infinity when there is none. */
  get firstNs(): TimeNs {
    return this.count === 0 ? Infinity : (this.times[0] ?? Infinity);
  }

  add(atNs: TimeNs): void {
    if (this.count === this.times.length) this.grow();
    this.count += 1;
    this.rise(this.count - 1, atNs);
  }

  /** The earliest is not to come any more. */
  dropFirst(): void {
    this.dropAt(0);
  }

  /** One of the times that are equal to this one is not to come any more; nothing happens when there is none. */
  drop(atNs: TimeNs): void {
    const place = this.times.subarray(0, this.count).indexOf(atNs);
    if (place >= 0) this.dropAt(place);
  }

  private dropAt(place: number): void {
    this.count -= 1;
    if (place === this.count) return;
    const lastNs = this.times[this.count] ?? 0;
    this.rise(this.sink(place), lastNs);
  }

  /** Moves the earlier child up until a place at the bottom is free; returns it. */
  private sink(from: number): number {
    const { times, count } = this;
    let place = from;
    for (let child = 2 * place + 1; child < count; child = 2 * place + 1) {
      if (child + 1 < count && (times[child + 1] ?? 0) < (times[child] ?? 0)) child += 1;
      times[place] = times[child] ?? 0;
      place = child;
    }
    return place;
  }

  /** Puts a time where it belongs, from a free place upwards. */
  private rise(from: number, atNs: TimeNs): void {
    const { times } = this;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentNs = times[parent] ?? 0;
      if (parentNs <= atNs) break;
      times[place] = parentNs;
      place = parent;
    }
    times[place] = atNs;
  }

  private grow(): void {
    const room = new Float64Array(Math.max(FIRST_ROOM, 2 * this.times.length));
    room.set(this.times);
    this.times = room;
  }
}
