/**
 * A FIFO lane: entries whose times never decrease, such as messages on a link. They wait in a plain
 * ring and only the first one sits in the event queue, so that the queue holds lanes and timers,
 * not messages. The order is exactly that of scheduling each entry directly: an entry takes its
 * sequence number when it is pushed. Entries cannot be called off.
 */
import { assert } from "./assert.js";
import type { Simulation } from "./simulation.js";
import type { TimeNs } from "./time.js";

interface Entry {
  readonly timeNs: TimeNs;
  readonly sequence: number;
  readonly action: () => void;
}

/** A line of actions; pushing takes O(1). */
export class Lane {
  private readonly sim: Simulation;
  private readonly label: string;
  private ring: (Entry | undefined)[] = new Array<Entry | undefined>(16).fill(undefined);
  private head = 0;
  private size = 0;
  private newestNs: TimeNs = 0;
  private readonly onHead = (): void => this.runHead();

  constructor(sim: Simulation, label: string) {
    this.sim = sim;
    this.label = label;
  }

  /** Entries that wait. */
  get length(): number {
    return this.size;
  }

  /** Time of the entry that was added last: a new one must not lie before it. */
  get lastNs(): TimeNs {
    return this.newestNs;
  }

  /**
   * Adds an action at a time, rounded to whole nanoseconds.
   * @throws Error when the time lies before the last one's, or in the past.
   */
  push(timeNs: TimeNs, action: () => void): void {
    const rounded = Math.round(timeNs);
    if (!(rounded >= this.newestNs && rounded >= this.sim.nowNs)) {
      assert(false, `times of lane "${this.label}" never decrease`);
    }
    this.newestNs = rounded;
    const entry = { timeNs: rounded, sequence: this.sim.takeSequence(), action };
    if (this.size === this.ring.length) this.grow();
    this.ring[(this.head + this.size) % this.ring.length] = entry;
    this.size += 1;
    if (this.size === 1) this.enqueue(entry);
    else this.sim.countLaned(1);
  }

  private runHead(): void {
    const entry = this.ring[this.head];
    assert(entry !== undefined, "a lane in the queue has a head");
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) % this.ring.length;
    this.size -= 1;
    const next = this.ring[this.head];
    if (this.size > 0 && next !== undefined) {
      this.sim.countLaned(-1);
      this.enqueue(next);
    }
    entry.action();
  }

  private enqueue(entry: Entry): void {
    this.sim.enqueue(entry.timeNs, entry.sequence, this.onHead, this.label);
  }

  private grow(): void {
    const ring = [...this.ring.slice(this.head), ...this.ring.slice(0, this.head)];
    this.ring = ring.concat(new Array<Entry | undefined>(ring.length).fill(undefined));
    this.head = 0;
  }
}
