/**
 * Leases of one etcd client: each holds at most 1,000 keys; a new one is taken when all are full, and only one at a
 * time is being acquired. Places of deleted keys are used again. Keepalives go out every third of the TTL; a lease that
 * could not be renewed for a whole TTL is given up, and its keys must be written again.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd_lease.go; etcd-io/etcd client/v3/lease.go.
 */
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

/** One lease; there are thousands, so each has the function that the engine calls for its keepalives for good. */
class Lease {
  readonly id: number;
  /** Its place in the order in which they were granted. */
  readonly place: number;
  keys = 0;
  /** False when it was given up. */
  isHeld = true;
  renewedNs: TimeNs;
  readonly due: () => void;

  constructor(
    id: number,
    { place, nowNs, due }: { place: number; nowNs: TimeNs; due: (lease: Lease) => void },
  ) {
    this.id = id;
    this.place = place;
    this.renewedNs = nowNs;
    this.due = () => due(this);
  }
}

/** Somebody who wants a lease for one more key. */
export interface LeaseUser {
  /** The lease, 0 when none could be had, and the number of keys that hang on it now. */
  leased(lease: number, keysOnLease: number): void;
}

export class LeaseManager {
  private readonly sim: Simulation;
  private readonly etcd: EtcdMember;
  private readonly roundTripNs: TimeNs;
  private readonly gate: Gate;
  private readonly algorithm: SyncAlgorithm;
  private readonly onExpired: (lease: number) => void;
  /** By number: an etcd counts its leases up. */
  private readonly leases: (Lease | undefined)[] = [];
  /** All that were ever held, oldest first. */
  private readonly inOrder: Lease[] = [];
  /** The places of those that may have room: the oldest one is used first. */
  private readonly roomy = new LowestFirst();
  private current: Lease | undefined;
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
  }

  /** Finds a lease with room for one more key, acquiring one when all are full. */
  use(user: LeaseUser): void {
    const lease = this.withRoom();
    if (lease !== undefined) {
      this.current = lease;
      lease.keys += 1;
      user.leased(lease.id, lease.keys);
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
    let lease = this.current ?? this.grantNow();
    const start = { firstLease: lease.id, keysBefore: lease.keys };
    for (let left = keys; left > 0;) {
      if (lease.keys === MAX_KEYS_PER_LEASE) lease = this.grantNow();
      const taken = Math.min(left, MAX_KEYS_PER_LEASE - lease.keys);
      lease.keys += taken;
      left -= taken;
    }
    return start;
  }

  /** A key was deleted: its place is free again. */
  release(id: number): void {
    const lease = this.leases[id];
    if (lease === undefined || lease.keys === 0) return;
    lease.keys -= 1;
    if (lease.keys === MAX_KEYS_PER_LEASE - 1) this.roomy.add(lease.place);
  }

  /** The etcd said that it knows no such lease. */
  lost(id: number): void {
    const lease = this.leases[id];
    if (lease !== undefined) this.giveUp(lease);
  }

  /** The etcd's process ended: a grant that it was asked for comes back as failed. */
  serverEnded(): void {
    if (!this.asked) return;
    const failed = this.answer();
    this.sim.schedule(this.roundTripNs / 2, () => this.gate.pass(() => failed(0)), "lease grant");
  }

  /** The process ended: nobody renews its leases. */
  abandon(): void {
    for (const lease of this.inOrder) if (lease.isHeld) this.etcd.lessor.abandon(lease.id);
  }

  /** A lease that was granted before the clock started. */
  private grantNow(): Lease {
    const lease = this.note(this.etcd.lessor.grant());
    this.keepAlive(lease, Math.round((LEASE_TTL_NS / 3) * ((lease.id * GOLDEN_RATIO) % 1)));
    return lease;
  }

  /** A new, empty lease. */
  private note(id: number): Lease {
    const { nowNs } = this.sim;
    const lease = new Lease(id, { place: this.inOrder.length, nowNs, due: this.onDue });
    while (this.leases.length < id) this.leases.push(undefined);
    this.leases[id] = lease;
    this.inOrder.push(lease);
    this.roomy.add(lease.place);
    this.current = lease;
    return lease;
  }

  private withRoom(): Lease | undefined {
    if (this.current !== undefined && this.current.keys < MAX_KEYS_PER_LEASE) return this.current;
    for (;;) {
      const place = this.roomy.lowest();
      if (place === undefined) return undefined;
      const lease = this.inOrder[place];
      if (lease !== undefined && lease.keys < MAX_KEYS_PER_LEASE && lease.isHeld) return lease;
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
    const lease = this.note(id);
    this.keepAlive(lease, LEASE_TTL_NS / 3);
    for (const user of waiting) this.use(user);
  }

  private keepAlive(lease: Lease, delayNs: TimeNs): void {
    this.sim.schedule(delayNs, lease.due, "lease keepalive");
  }

  private readonly onDue = (lease: Lease): void => {
    if (this.algorithm.deadWritersKeepLeases || this.gate.isOpen) this.renew(lease);
    else this.gate.pass(() => this.renew(lease));
  };

  private renew(lease: Lease): void {
    if (!lease.isHeld) return;
    if (this.etcd.keepLeaseAlive(lease.id)) {
      lease.renewedNs = this.sim.nowNs;
      this.keepAlive(lease, LEASE_TTL_NS / 3);
    } else if (!this.etcd.up && this.sim.nowNs - lease.renewedNs < LEASE_TTL_NS) {
      this.keepAlive(lease, RETRY_NS);
    } else {
      this.giveUp(lease);
    }
  }

  private giveUp(lease: Lease): void {
    lease.isHeld = false;
    this.leases[lease.id] = undefined;
    if (this.current === lease) this.current = undefined;
    this.onExpired(lease.id);
  }
}
