/**
 * The mirrors of like clusters at one remote etcd, as one cohort: they read it alike, so the etcd, its watchers and the
 * connection are simulated once, and what arrives is handed to each mirror at the time at which its place in the cohort
 * gets it. Members without a mirror are those of clusters that are not observed: they only load the etcd that they read.
 * The members stay alike because nothing happens to one of them alone: mirrors of clusters that incidents name are not
 * part of a fan.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { DeliveryTimes } from "../etcd/watch-group.js";
import { KEY_TYPES, ofEachType, ofType, type KeyType } from "../kvstore/key-types.js";
import type { RemoteClusterConsumer } from "../kvstore/remote-cluster-parts.js";
import type { Moment } from "../network/moment.js";
import { BacklogRoom } from "./backlog-room.js";
import type { BacklogSeat } from "./fan-backlog.js";
import type { MirrorArrivals } from "./mirror-arrivals.js";
import { MirrorTurns } from "./mirror-turns.js";
import type { RemoteMirror, TakenList, ToldOfList } from "./remote-mirror.js";
import { SharedStores } from "./shared-stores.js";

/** A mirror, and how many members of the cohort come before it. */
export interface FanMember {
  readonly before: number;
  readonly mirror: RemoteMirror;
}

/** What a change needs of a mirror, side by side for all of them: it does not look at the mirrors themselves. */
class Seat implements BacklogSeat {
  readonly before: number;
  readonly mirror: RemoteMirror;
  readonly arrivals: MirrorArrivals;
  readonly waiting: Gauge;
  readonly turns: MirrorTurns;
  readonly place: number;

  constructor({ before, mirror }: FanMember) {
    this.before = before;
    this.mirror = mirror;
    this.arrivals = mirror.arrivals;
    this.waiting = mirror.waiting;
    this.turns = mirror.turns;
    this.place = mirror.place;
  }
}

export class MirrorFan implements RemoteClusterConsumer {
  private readonly sim: Simulation;
  private readonly room: BacklogRoom;
  private members: number;
  private mirrors: readonly Seat[] = [];
  private stores: Readonly<Record<KeyType, SharedStores>>;
  /** What a mirror is told, used again and again. */
  private readonly passed = { sourceAppliedNs: 0, sourceSentNs: 0, receivedNs: 0 };

  /** @param options.mirrors in the order of the cohort; @param options.room all fans of a mesh share one. */
  constructor(
    sim: Simulation,
    options: {
      readonly members: number;
      readonly mirrors: readonly FanMember[];
      readonly room?: BacklogRoom;
    },
  ) {
    this.sim = sim;
    this.members = options.members;
    this.room = options.room ?? new BacklogRoom();
    this.stores = this.lead(options.mirrors);
  }

  connected(): void {
    for (const { mirror } of this.mirrors) mirror.connected();
  }

  listed(type: KeyType, list: TakenList, told: ToldOfList & { readonly moment: Moment }): TimeNs {
    let workNs = 0;
    for (const { before, mirror } of this.mirrors) {
      const atNs = Math.max(this.sim.nowNs, this.at(before, told.moment));
      workNs = Math.max(workNs, mirror.takeList(type, list, { ...told, atNs }));
    }
    return workNs;
  }

  synced(type: KeyType, moment: Moment): void {
    for (const { before, mirror } of this.mirrors) mirror.syncedAt(type, this.at(before, moment));
  }

  changed(
    type: KeyType,
    events: readonly WatchEvent[],
    members: number,
    delivery: DeliveryTimes,
  ): void {
    const { passed, mirrors } = this;
    const stores = ofType(this.stores, type);
    const backlog = stores.tellBacklog(events, members, delivery);
    if (backlog?.hasAll === true) return;
    const { fromMember, appliedNs, sentFirstNs, arrivedFirstNs } = delivery;
    const steps = Math.max(1, members - 1);
    passed.sourceAppliedNs = appliedNs;
    for (let i = 0; i < mirrors.length; i += 1) {
      const seat = mirrors[i];
      const store = stores.each[i];
      if (seat === undefined || store === undefined || backlog?.has(i) === true) continue;
      const rank = seat.before - fromMember;
      if (rank < 0 || rank >= members) continue;
      const share = rank / steps;
      passed.sourceSentNs = sentFirstNs + share * (delivery.sentLastNs - sentFirstNs);
      passed.receivedNs = arrivedFirstNs + share * (delivery.arrivedLastNs - arrivedFirstNs);
      seat.arrivals.push(seat, store, type, events, passed);
    }
  }

  /** Where among the members the first and the last mirror stand; undefined without a mirror. */
  get places(): { readonly first: number; readonly last: number } | undefined {
    const { mirrors } = this;
    const first = mirrors[0];
    const last = mirrors[mirrors.length - 1];
    if (first === undefined || last === undefined) return undefined;
    return { first: first.before, last: last.before };
  }

  removed(): void {
    for (const { mirror } of this.mirrors) mirror.removed();
    this.stores = this.lead(this.mirrors);
  }

  drained(type: KeyType, keys: readonly number[]): void {
    for (const { mirror } of this.mirrors) mirror.drained(type, keys);
  }

  /** The last members leave. */
  fork(members: number): MirrorFan {
    this.leaveBacklogs();
    this.members -= members;
    const { members: staying, mirrors } = this;
    this.stores = this.lead(mirrors.filter(({ before }) => before < staying));
    const leaving = mirrors.filter(({ before }) => before >= staying);
    return new MirrorFan(this.sim, {
      members,
      room: this.room,
      mirrors: leaving.map(({ before, mirror }) => ({ before: before - staying, mirror })),
    });
  }

  restarted(): void {
    throw new Error("the mirrors of a fan should not restart: no incident names their clusters");
  }

  /** Others join as the last members. */
  absorb(other: RemoteClusterConsumer): boolean {
    if (!(other instanceof MirrorFan)) return false;
    this.leaveBacklogs();
    other.leaveBacklogs();
    const { members } = this;
    const joining = other.mirrors.map(({ before, mirror }) => ({
      before: members + before,
      mirror,
    }));
    this.stores = this.lead([...this.mirrors, ...joining]);
    this.members += other.members;
    other.stores = other.lead([]);
    other.members = 0;
    return true;
  }

  /** These are its mirrors from now on; returns the stores that they have now. */
  private lead(mirrors: readonly FanMember[]): Readonly<Record<KeyType, SharedStores>> {
    const turns = new MirrorTurns(mirrors.length);
    for (const [place, { mirror }] of mirrors.entries()) mirror.takeTurnsIn(turns, place);
    const seats = mirrors.map((member) => new Seat(member));
    this.mirrors = seats;
    const { room } = this;
    const shared = (type: KeyType): SharedStores => {
      const stores = mirrors.map(({ mirror }) => mirror.stores[type]);
      return new SharedStores(this.sim, { type, seats, stores, room });
    };
    return ofEachType(shared);
  }

  /** What waits is in the mirrors' own queues again. */
  private leaveBacklogs(): void {
    for (const type of KEY_TYPES) this.stores[type].leave();
  }

  /** When a member reaches a moment of the cohort. */
  private at(before: number, { firstNs, lastNs }: Moment): TimeNs {
    return firstNs + ((lastNs - firstNs) * before) / Math.max(1, this.members - 1);
  }
}
