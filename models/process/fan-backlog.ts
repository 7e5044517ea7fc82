/**
 * What waits in the overloaded stores that the mirrors of a fan have for one prefix. A change reaches all these mirrors
 * within milliseconds, and each comes to it seconds or minutes later, or never: so it is one row for all of them, with
 * the time at which each has it, and nothing else of a mirror is touched but the gauge of the keys that wait, which is
 * told ahead. What waits, in which order, and which changes one write carries is as in a store's own queue.
 * A place is a mirror's number in the fan.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { DeliveryTimes } from "../etcd/watch-group.js";
import type { Backlog, BacklogUser } from "../kvstore/backlog.js";
import { copyForMirror, forEachCarried, type Change } from "../kvstore/change.js";
import type { KeyType } from "../kvstore/key-types.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import type { BacklogRoom } from "./backlog-room.js";
import { BacklogRows, NO_ROW } from "./backlog-rows.js";
import { MIRROR_EVENT_NS } from "./agent-costs.js";
import type { MirrorArrivals, Recipient } from "./mirror-arrivals.js";
import type { MirrorTurns } from "./mirror-turns.js";

/** A mirror that shares the backlog. */
export interface BacklogSeat extends Recipient {
  /** How many members of the cohort come before it. */
  readonly before: number;
  readonly arrivals: MirrorArrivals;
  /** How many keys wait in the mirror's process. */
  readonly waiting: Gauge;
}

export interface FanBacklogParts {
  readonly type: KeyType;
  readonly seats: readonly BacklogSeat[];
  /** The store of each seat. */
  readonly stores: readonly SyncStore[];
  readonly room: BacklogRoom;
}

/** What stands in `places` of each seat. */
const ENTERED = 0;
const BEFORE = 1;
const TURN_PLACE = 2;
const CURSOR = 3;
const WIDTH = 4;

export class FanBacklog implements Backlog {
  takenKey = 0;
  takenChange: Change | undefined;
  /** Mirrors whose keys wait here. */
  private inUse = 0;
  private readonly sim: Simulation;
  private readonly type: KeyType;
  private readonly seats: readonly BacklogSeat[];
  private readonly stores: readonly SyncStore[];
  /**
   * What a change needs of each seat, side by side: whether the mirror's keys wait here (1), how many members come before
   * it, its place among the turns, and the first row that it did not come to.
   */
  private readonly places: Float64Array;
  private readonly turns: readonly MirrorTurns[];
  private readonly waiting: readonly Gauge[];
  /**
   * When a mirror has a row. Negative when an older row of the same key waits for it too, so that this one is no further
   * key that waits.
   */
  private readonly rows: BacklogRows;
  /** When a change passed the steps before a mirror; used again and again. */
  private readonly passed = { sourceAppliedNs: 0, sourceSentNs: 0, receivedNs: 0 };

  constructor(sim: Simulation, { type, seats, stores, room }: FanBacklogParts) {
    this.sim = sim;
    this.type = type;
    this.seats = seats;
    this.stores = stores;
    this.rows = new BacklogRows(seats.length, room);
    this.places = new Float64Array(seats.length * WIDTH);
    for (const [place, { before, place: turnPlace }] of seats.entries()) {
      this.places[place * WIDTH + BEFORE] = before;
      this.places[place * WIDTH + TURN_PLACE] = turnPlace;
    }
    this.turns = seats.map(({ turns }) => turns);
    this.waiting = seats.map(({ waiting }) => waiting);
  }

  /** Keys of some mirror wait here. */
  get isUsed(): boolean {
    return this.inUse > 0;
  }

  /** Those of all mirrors do. */
  get hasAll(): boolean {
    return this.inUse === this.seats.length;
  }

  /** A mirror's keys wait here. */
  has(place: number): boolean {
    return this.places[place * WIDTH + ENTERED] === 1;
  }

  enter(place: number): boolean {
    const seat = this.seats[place];
    // What is on its way as an event comes at its time.
    if (seat === undefined || seat.turns.waiting(seat.place) > 0) return false;
    this.places[place * WIDTH + ENTERED] = 1;
    this.places[place * WIDTH + CURSOR] = this.rows.next;
    this.inUse += 1;
    return true;
  }

  /**
   * A response to a part of the cohort tells of events: each mirror of the part that is in here has them when it has
   * worked through what came before.
   */
  tell(events: readonly WatchEvent[], members: number, delivery: DeliveryTimes): void {
    const { rows, places } = this;
    const { nowNs } = this.sim;
    const workNs = events.length * MIRROR_EVENT_NS;
    const { fromMember, arrivedFirstNs, arrivedLastNs } = delivery;
    const steps = Math.max(1, members - 1);
    for (const event of events) {
      const previous = rows.add(event, members, delivery, nowNs);
      for (let place = 0; place < this.seats.length; place += 1) {
        const at = place * WIDTH;
        const rank = (places[at + BEFORE] ?? 0) - fromMember;
        if (places[at + ENTERED] !== 1 || rank < 0 || rank >= members) continue;
        const receivedNs = arrivedFirstNs + (rank / steps) * (arrivedLastNs - arrivedFirstNs);
        const readyNs = Math.max(nowNs, receivedNs + workNs);
        // All events of a response have one turn: passing it again gives the same.
        const dueNs = this.turns[place]?.pass(places[at + TURN_PLACE] ?? 0, readyNs) ?? readyNs;
        if (previous !== NO_ROW && this.waits(place, previous)) {
          rows.setLastDue(place, -dueNs);
        } else {
          rows.setLastDue(place, dueNs);
          this.waiting[place]?.expect(dueNs);
        }
      }
    }
  }

  take(place: number, user: BacklogUser): boolean {
    const { rows } = this;
    const { nowNs } = this.sim;
    for (let row = this.cursorOf(place); row < rows.next; row += 1) {
      const dueNs = Math.abs(rows.dueOf(row, place));
      if (dueNs > nowNs) {
        this.moveTo(place, row);
        return false;
      }
      if (dueNs === 0 || !this.takeRow(place, row, user)) continue;
      this.moveTo(place, row + 1);
      return true;
    }
    this.moveTo(place, rows.next);
    return false;
  }

  leave(place: number): void {
    const { rows, type } = this;
    const seat = this.seats[place];
    const store = this.stores[place];
    if (seat === undefined || store === undefined || !this.has(place)) return;
    this.places[place * WIDTH + ENTERED] = 0;
    this.inUse -= 1;
    for (let row = this.cursorOf(place); row < rows.next; row += 1) {
      const dueNs = rows.dueOf(row, place);
      if (dueNs === 0) continue;
      const event = rows.event(row);
      rows.passed(row, seat.before, this.passed);
      rows.setDue(row, place, 0);
      if (Math.abs(dueNs) <= this.sim.nowNs) {
        if (!store.takeIn(event, this.passed) && dueNs > 0) this.wasNoNews(place, row);
      } else {
        if (dueNs > 0) seat.waiting.expectNot(dueNs);
        seat.arrivals.pushAt(seat, store, type, [event], this.passed, Math.abs(dueNs));
      }
    }
    this.dropRows();
  }

  /** All mirrors leave. */
  leaveAll(): void {
    if (this.inUse > 0) for (const store of this.stores) store.leaveBacklog();
  }

  /** Takes what a mirror has of a row's key; false if it knows that already. */
  private takeRow(place: number, first: number, user: BacklogUser): boolean {
    const { rows } = this;
    const event = rows.event(first);
    rows.setDue(first, place, 0);
    if (!user.wants(event)) {
      this.wasNoNews(place, first);
      return false;
    }
    let change = this.copyOf(event, first, place);
    for (let row = rows.following(first); row !== NO_ROW; row = rows.following(row)) {
      const dueNs = Math.abs(rows.dueOf(row, place));
      if (dueNs === 0) continue;
      if (dueNs > this.sim.nowNs) {
        // It comes when the key does not wait any more.
        rows.setDue(row, place, dueNs);
        this.waiting[place]?.expect(dueNs);
        break;
      }
      rows.setDue(row, place, 0);
      const newer = rows.event(row);
      if (user.wants(newer)) change = carrying(this.copyOf(newer, row, place), change);
    }
    this.takenKey = event.key;
    this.takenChange = change;
    return true;
  }

  /** A change as a mirror has it. */
  private copyOf({ change }: WatchEvent, row: number, place: number): Change | undefined {
    if (change === undefined) return undefined;
    this.rows.passed(row, this.places[place * WIDTH + BEFORE] ?? 0, this.passed);
    return copyForMirror(change, this.passed);
  }

  /** A key was counted that does not wait; what is known of it after that counts for itself. */
  private wasNoNews(place: number, row: number): void {
    const { rows } = this;
    const waiting = this.waiting[place];
    waiting?.add(this.sim.nowNs, -1);
    for (let next = rows.following(row); next !== NO_ROW; next = rows.following(next)) {
      const dueNs = -rows.dueOf(next, place);
      if (dueNs === 0) continue;
      rows.setDue(next, place, dueNs);
      if (dueNs > this.sim.nowNs) waiting?.expect(dueNs);
      else waiting?.add(this.sim.nowNs, 1);
      return;
    }
  }

  /** A mirror has a key wait, by this row or an older one. */
  private waits(place: number, newest: number): boolean {
    const { rows } = this;
    const cursor = Math.max(this.cursorOf(place), rows.first);
    for (let row = newest; row >= cursor && row !== NO_ROW; row = rows.previous(row)) {
      if (rows.dueOf(row, place) !== 0) return true;
    }
    return false;
  }

  private cursorOf(place: number): number {
    return this.places[place * WIDTH + CURSOR] ?? 0;
  }

  private moveTo(place: number, row: number): void {
    const before = this.cursorOf(place);
    this.places[place * WIDTH + CURSOR] = row;
    if (before === this.rows.first) this.dropRows();
  }

  /** Rows that every mirror in here has come to go. */
  private dropRows(): void {
    let first = this.rows.next;
    for (let place = 0; place < this.seats.length; place += 1) {
      if (this.has(place)) first = Math.min(first, this.cursorOf(place));
    }
    this.rows.drop(first);
  }
}

/** A change that carries an older one of the same key. */
function carrying(change: Change | undefined, older: Change | undefined): Change | undefined {
  if (change === undefined) return older;
  let last = change;
  forEachCarried(change, (one) => (last = one));
  last.superseded = older;
  return change;
}
