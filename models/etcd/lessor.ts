/**
 * etcd's leases: granted for a time, renewed by keepalives; when one runs out, its keys are deleted through raft, at
 * most 1,000 leases a second. A process that starts again gives every lease its full time once more.
 * Not modelled: checkpoints, leases of locks.
 * Real behaviour: etcd-io/etcd v3.6.14 server/lease/lessor.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";

/** `--kvstore-lease-ttl`. Source: cilium v1.20.0 pkg/defaults/defaults.go KVstoreLeaseTTL. */
export const LEASE_TTL_NS: TimeNs = 15 * 60 * 1_000_000_000;
/** The lessor looks for expired leases so often. Source: lessor.go `runLoop`. */
const CHECK_NS: TimeNs = 500_000_000;
/** Source: lessor.go leaseRevokeRate. */
const REVOKES_PER_CHECK = 500;

/** So many leases at first; the etcd of a cluster without mirrors has as many as a few thousand keys need. */
const FIRST_ROOM = 16;

export class Lessor {
  /** Leases that there are. */
  count = 0;
  private readonly sim: Simulation;
  private readonly revoke: (leases: ReadonlySet<number>) => void;
  /** When each lease runs out, by number; 0 = there is no such lease (any more). */
  private expiry = new Float64Array(FIRST_ROOM);
  private readonly abandoned = new Set<number>();
  private next = 1;
  private checkDue = false;
  private stopped = false;

  /** @param options.revoke deletes the keys of expired leases. */
  constructor(
    sim: Simulation,
    options: { readonly revoke: (leases: ReadonlySet<number>) => void },
  ) {
    this.sim = sim;
    this.revoke = options.revoke;
  }

  grant(): number {
    const lease = this.next;
    this.next += 1;
    if (lease >= this.expiry.length) this.expiry = twiceAsLong(this.expiry);
    this.expiry[lease] = this.sim.nowNs + LEASE_TTL_NS;
    this.count += 1;
    this.scheduleCheck();
    return lease;
  }

  /** A keepalive arrived; false when the lease is gone. */
  renew(lease: number): boolean {
    if (!this.has(lease)) return false;
    this.expiry[lease] = this.sim.nowNs + LEASE_TTL_NS;
    return true;
  }

  /** Its owner is gone: it will run out. For the check of the truth only; the real lessor cannot know. */
  abandon(lease: number): void {
    this.abandoned.add(lease);
  }

  isAbandoned(lease: number): boolean {
    return this.abandoned.has(lease);
  }

  has(lease: number): boolean {
    return (this.expiry[lease] ?? 0) > 0;
  }

  /** The process ended: no lease runs out meanwhile. */
  stop(): void {
    this.stopped = true;
  }

  /** The process started again. */
  restart(): void {
    this.stopped = false;
    for (let lease = 1; lease < this.next; lease += 1) this.renew(lease);
    this.scheduleCheck();
  }

  /** One check is planned at a time: for the lease that runs out first. */
  private scheduleCheck(): void {
    if (this.checkDue || this.count === 0) return;
    let firstNs = Infinity;
    for (let lease = 1; lease < this.next; lease += 1) {
      const ns = this.expiry[lease] ?? 0;
      if (ns > 0 && ns < firstNs) firstNs = ns;
    }
    const atNs = Math.max(this.sim.nowNs + 1, Math.ceil(firstNs / CHECK_NS) * CHECK_NS);
    this.checkDue = true;
    this.sim.scheduleAt(atNs, () => this.check(), "etcd lessor");
  }

  private check(): void {
    this.checkDue = false;
    if (this.stopped) return;
    const expired = new Set<number>();
    for (let lease = 1; lease < this.next && expired.size < REVOKES_PER_CHECK; lease += 1) {
      if (this.has(lease) && (this.expiry[lease] ?? 0) <= this.sim.nowNs) expired.add(lease);
    }
    for (const lease of expired) this.expiry[lease] = 0;
    this.count -= expired.size;
    if (expired.size > 0) this.revoke(expired);
    this.scheduleCheck();
  }
}

function twiceAsLong(from: Float64Array): Float64Array<ArrayBuffer> {
  const to = new Float64Array(from.length * 2);
  to.set(from);
  return to;
}
