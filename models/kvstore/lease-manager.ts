/**
 * Leases of one etcd client: each holds at most 1,000 keys; a new one is taken when all are full, and only one at a
 * time is being acquired. Places of deleted keys are used again. Keepalives go out every third of the TTL; a lease that
 * could not be renewed for a whole TTL is given up, and its keys must be written again.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd_lease.go; etcd-io/etcd client/v3/lease.go.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import { LEASE_TTL_NS } from "../etcd/lessor.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Gate } from "./gate.js";
import { LowestFirst } from "./lowest-first.js";
import type { SyncAlgorithm } from "./sync-algorithm.js";

/** Keys per lease. Source: cilium v1.20.0 pkg/kvstore/etcd_lease.go. */
export const MAX_KEYS_PER_LEASE = 1000;
/** Before another try when the etcd does not answer. Source: cilium v1.20.0, the put that wanted it is tried again. */
const RETRY_NS: TimeNs = NS_PER_SECOND;

/** Multiples of it are spread evenly between whole numbers. */
const GOLDEN_RATIO = 0.618033988749895;

/** So many leases at first, as at the lessor. */
const FIRST_ROOM = 16;
/** Stands for the keys of a lease that is not held. */
const NOT_HELD = -1;
const NONE = 0;

/** Somebody who wants a lease for one more key. */
export interface LeaseUser {
  /** The lease, 0 when none could be had, and the number of keys that hang on it now. */
  leased(lease: number, keysOnLease: number): void;
}

export class LeaseManager {
  private static readonly events = recipientsOf<LeaseManager>(
    "lease keepalive",
    (recipients) => (place, lease) => recipients.take(place)?.due(lease),
  );
  private readonly sim: Simulation;
  private readonly etcd: EtcdMember;
  private readonly roundTripNs: TimeNs;
  private readonly gate: Gate;
  private readonly algorithm: SyncAlgorithm;
  private readonly onExpired: (lease: number) => void;
  /**
   * The keys on each lease, or NOT_HELD, by its number: an etcd counts its leases up. Beside them its place in the order
   * in which they were granted, and when it was renewed. A mirror of a large mesh has thousands of leases.
   */
  private keys = new Int16Array(FIRST_ROOM).fill(NOT_HELD);
  private places = new Uint32Array(FIRST_ROOM);
  private renewedNs = new Float64Array(FIRST_ROOM);
  /** All that were ever held, oldest first. */
  private readonly inOrder: number[] = [];
  /** The places of those that may have room: the oldest one is used first. */
  private readonly roomy = new LowestFirst();
  private current = NONE;
  private readonly events: Recipients<LeaseManager>;
  private acquiring: LeaseUser[] | undefined;
  /** The grant that the etcd works on, counted up; an answer to an earlier one means nothing. */
  private grant = 0;
  private asked = false;

  constructor(
    sim: Simulation,
    options: {
      readonly etcd: EtcdMember;
      readonly roundTripNs: TimeNs;
      readonly gate: Gate;
      readonly algorithm: SyncAlgorithm;
      /** A lease was given up: its keys are, or soon will be, deleted. */
      readonly onExpired: (lease: number) => void;
    },
  ) {
    this.sim = sim;
    this.etcd = options.etcd;
    this.roundTripNs = options.roundTripNs;
    this.gate = options.gate;
    this.algorithm = options.algorithm;
    this.onExpired = options.onExpired;
    this.events = LeaseManager.events(sim);
  }

  /** Finds a lease with room for one more key, acquiring one when all are full. */
  use(user: LeaseUser): void {
    const lease = this.withRoom();
    if (lease !== NONE) {
      this.current = lease;
      const keys = this.keysOn(lease) + 1;
      this.keys[lease] = keys;
      user.leased(lease, keys);
      return;
    }
    if (this.acquiring !== undefined) {
      this.acquiring.push(user);
      return;
    }
    this.acquiring = [user];
    this.acquire();
  }

  /**
   * Begins with so many keys on leases that exist already, each full before the next: returns the lease of the first
   * one, and how many keys hung on it before. Their keepalives come at times of their own.
   */
  assume(keys: number): { readonly firstLease: number; readonly keysBefore: number } {
    let lease = this.current === NONE ? this.grantNow() : this.current;
    const start = { firstLease: lease, keysBefore: this.keysOn(lease) };
    for (let left = keys; left > 0;) {
      if (this.keysOn(lease) === MAX_KEYS_PER_LEASE) lease = this.grantNow();
      const before = this.keysOn(lease);
      const taken = Math.min(left, MAX_KEYS_PER_LEASE - before);
      this.keys[lease] = before + taken;
      left -= taken;
    }
    return start;
  }

  /** A key was deleted: its place is free again. */
  release(lease: number): void {
    const keys = this.keysOn(lease);
    if (keys <= 0) return;
    this.keys[lease] = keys - 1;
    if (keys === MAX_KEYS_PER_LEASE) this.roomy.add(this.places[lease] ?? 0);
  }

  /** The etcd said that it knows no such lease. */
  lost(lease: number): void {
    if (this.isHeld(lease)) this.giveUp(lease);
  }

  /** The etcd's process ended: a grant that it was asked for comes back as failed. */
  serverEnded(): void {
    if (!this.asked) return;
    const failed = this.answer();
    this.sim.schedule(this.roundTripNs / 2, () => this.gate.pass(() => failed(0)), "lease grant");
  }

  /** The process ended: nobody renews its leases. */
  abandon(): void {
    for (const lease of this.inOrder) if (this.isHeld(lease)) this.etcd.lessor.abandon(lease);
  }

  private isHeld(lease: number): boolean {
    return this.keysOn(lease) !== NOT_HELD;
  }

  /** Keys on a lease, or NOT_HELD. */
  private keysOn(lease: number): number {
    return this.keys[lease] ?? NOT_HELD;
  }

  /** A lease that was granted before the clock started. */
  private grantNow(): number {
    const lease = this.etcd.lessor.grant();
    this.note(lease);
    this.keepAlive(lease, Math.round((LEASE_TTL_NS / 3) * ((lease * GOLDEN_RATIO) % 1)));
    return lease;
  }

  /** A new, empty lease. */
  private note(lease: number): void {
    if (lease >= this.keys.length) this.grow(lease);
    this.keys[lease] = 0;
    this.places[lease] = this.inOrder.length;
    this.renewedNs[lease] = this.sim.nowNs;
    this.roomy.add(this.inOrder.length);
    this.inOrder.push(lease);
    this.current = lease;
  }

  private grow(lease: number): void {
    const { keys, places, renewedNs } = this;
    const room = Math.max(2 * keys.length, lease + 1);
    this.keys = new Int16Array(room).fill(NOT_HELD);
    this.keys.set(keys);
    this.places = new Uint32Array(room);
    this.places.set(places);
    this.renewedNs = new Float64Array(room);
    this.renewedNs.set(renewedNs);
  }

  /** A lease with room, or NONE. */
  private withRoom(): number {
    const { current } = this;
    if (current !== NONE && this.keysOn(current) < MAX_KEYS_PER_LEASE) return current;
    for (;;) {
      const place = this.roomy.lowest();
      if (place === undefined) return NONE;
      const lease = this.inOrder[place];
      if (lease !== undefined && this.isHeld(lease) && this.keysOn(lease) < MAX_KEYS_PER_LEASE) {
        return lease;
      }
      this.roomy.delete(place);
    }
  }

  private acquire(): void {
    const ask = (): void => {
      this.asked = true;
      const answer = this.answer();
      this.etcd.grantLease(answer);
    };
    this.sim.schedule(this.roundTripNs, () => this.gate.pass(ask), "lease grant");
  }

  /** Takes the answer to the grant that is asked for now. */
  private answer(): (id: number) => void {
    this.grant += 1;
    const { grant } = this;
    return (id) => {
      if (grant === this.grant) this.granted(id);
    };
  }

  private granted(id: number): void {
    if (this.gate.hasEnded) return;
    const waiting = this.acquiring ?? [];
    this.acquiring = undefined;
    this.asked = false;
    if (id === 0) {
      for (const user of waiting) user.leased(0, 0);
      return;
    }
    this.note(id);
    this.keepAlive(id, LEASE_TTL_NS / 3);
    for (const user of waiting) this.use(user);
  }

  private keepAlive(lease: number, delayNs: TimeNs): void {
    this.events.post(delayNs, this, lease);
  }

  private due(lease: number): void {
    if (this.algorithm.deadWritersKeepLeases || this.gate.isOpen) this.renew(lease);
    else this.gate.pass(() => this.renew(lease));
  }

  private renew(lease: number): void {
    if (!this.isHeld(lease)) return;
    const { nowNs } = this.sim;
    if (this.etcd.keepLeaseAlive(lease)) {
      this.renewedNs[lease] = nowNs;
      this.keepAlive(lease, LEASE_TTL_NS / 3);
    } else if (!this.etcd.up && nowNs - (this.renewedNs[lease] ?? 0) < LEASE_TTL_NS) {
      this.keepAlive(lease, RETRY_NS);
    } else {
      this.giveUp(lease);
    }
  }

  private giveUp(lease: number): void {
    this.keys[lease] = NOT_HELD;
    if (this.current === lease) this.current = NONE;
    this.onExpired(lease);
  }
}
