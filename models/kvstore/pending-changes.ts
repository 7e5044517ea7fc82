/**
 * The changes that wait in the work queues of one process, in columns: an overloaded mirror has hundreds of thousands
 * of them, and an object for each would be most of a run's memory. A change is a place here, a number; 0 = none.
 * A change that passes a mirror is kept as the source's own and three moments; its copy is made when it is taken out.
 * Not here: which key waits where (key-queue.ts).
 */
import type { TimeNs } from "../../src/engine/time.js";
import { WordPool } from "../etcd/word-pool.js";
import { copyForMirror, forEachCarried, type Change } from "./change.js";

/** When a change passed the steps before the mirror; see MirrorMoments. */
export interface Passed {
  readonly sourceAppliedNs: TimeNs;
  readonly sourceSentNs: TimeNs;
  readonly receivedNs: TimeNs;
}

/** Stands for a change that passed no mirror. */
const NO_MIRROR: TimeNs = -1;
const FIRST_PLACES = 16;

export class PendingChanges {
  /** Room for the tables of the stores that share this. */
  readonly pool = new WordPool();
  private readonly changes: (Change | undefined)[] = [undefined];
  private appliedNs = new Float64Array(FIRST_PLACES);
  private sentNs = new Float64Array(FIRST_PLACES);
  private receivedNs = new Float64Array(FIRST_PLACES);
  /** The older change that a change carries along; of a free place, the next free one. */
  private older = new Int32Array(FIRST_PLACES);
  private free = 0;

  /** Keeps a change that takes the place of an older one (0 = none) and carries it along; returns its place. */
  add(change: Change, passed: Passed | undefined, older: number): number {
    const place = this.takePlace();
    this.changes[place] = change;
    this.appliedNs[place] = passed?.sourceAppliedNs ?? NO_MIRROR;
    this.sentNs[place] = passed?.sourceSentNs ?? NO_MIRROR;
    this.receivedNs[place] = passed?.receivedNs ?? NO_MIRROR;
    this.older[place] = older;
    return place;
  }

  /** Puts a change behind everything that the one at a place carries. */
  append(place: number, change: Change): void {
    let last = place;
    for (let next = this.older[last] ?? 0; next !== 0; next = this.older[last] ?? 0) last = next;
    // First the place: making room for it may replace the columns.
    const added = this.add(change, undefined, 0);
    this.older[last] = added;
  }

  /** Takes a change out, with all that it carries. */
  take(place: number): Change | undefined {
    const change = this.changeAt(place);
    let last = change;
    for (let at = place; last !== undefined;) {
      const older = this.older[at] ?? 0;
      this.givePlace(at);
      forEachCarried(last, (one) => (last = one));
      last.superseded = this.changeAt(older);
      last = last.superseded;
      at = older;
    }
    return change;
  }

  /** The change at a place, as a copy of its own when it passed a mirror. */
  private changeAt(place: number): Change | undefined {
    const origin = this.changes[place];
    const sourceAppliedNs = this.appliedNs[place] ?? NO_MIRROR;
    if (origin === undefined || sourceAppliedNs === NO_MIRROR) return origin;
    const sourceSentNs = this.sentNs[place] ?? 0;
    const receivedNs = this.receivedNs[place] ?? 0;
    return copyForMirror(origin, { sourceAppliedNs, sourceSentNs, receivedNs });
  }

  private takePlace(): number {
    const { free } = this;
    if (free !== 0) {
      this.free = this.older[free] ?? 0;
      return free;
    }
    const place = this.changes.length;
    this.changes.push(undefined);
    if (place >= this.older.length) this.grow();
    return place;
  }

  private givePlace(place: number): void {
    this.changes[place] = undefined;
    this.older[place] = this.free;
    this.free = place;
  }

  private grow(): void {
    const length = Math.ceil(this.older.length * 1.5);
    this.appliedNs = grown(this.appliedNs, length);
    this.sentNs = grown(this.sentNs, length);
    this.receivedNs = grown(this.receivedNs, length);
    const older = new Int32Array(length);
    older.set(this.older);
    this.older = older;
  }
}

function grown(from: Float64Array, length: number) {
  const to = new Float64Array(length);
  to.set(from);
  return to;
}
