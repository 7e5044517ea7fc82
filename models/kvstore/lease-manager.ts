/**
 * Leases of one etcd client: each holds at most 1,000 keys; a new one is taken when all are full, and only one at a
 * time is being acquired. Places of deleted keys are used again. Keepalives go out every third of the TTL.
 * Not modelled: expiry (nothing stops a writer yet), revocation.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd_lease.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdMember } from "../etcd/member.js";

/** Keys per lease. Source: cilium v1.20.0 pkg/kvstore/etcd_lease.go. */
export const MAX_KEYS_PER_LEASE = 1000;
/** `--kvstore-lease-ttl`. Source: cilium v1.20.0 pkg/defaults/defaults.go KVstoreLeaseTTL. */
const LEASE_TTL_NS: TimeNs = 15 * 60 * 1_000_000_000;

interface Lease {
  keys: number;
}

export class LeaseManager {
  private readonly sim: Simulation;
  private readonly etcd: EtcdMember;
  private readonly roundTripNs: TimeNs;
  private readonly leases: Lease[] = [];
  private current: Lease | undefined;
  private acquiring: ((lease: Lease) => void)[] | undefined;

  constructor(
    sim: Simulation,
    options: { readonly etcd: EtcdMember; readonly roundTripNs: TimeNs },
  ) {
    this.sim = sim;
    this.etcd = options.etcd;
    this.roundTripNs = options.roundTripNs;
  }

  /** Finds a lease with room for one more key, acquiring one when all are full. */
  use(go: (keysOnLease: number) => void): void {
    const take = (lease: Lease): void => {
      if (lease.keys >= MAX_KEYS_PER_LEASE) {
        this.use(go);
        return;
      }
      lease.keys += 1;
      go(lease.keys);
    };
    if (this.current !== undefined && this.current.keys < MAX_KEYS_PER_LEASE) {
      take(this.current);
      return;
    }
    if (this.acquiring !== undefined) {
      this.acquiring.push(take);
      return;
    }
    const withRoom = this.leases.find((lease) => lease.keys < MAX_KEYS_PER_LEASE);
    if (withRoom !== undefined) {
      this.current = withRoom;
      take(withRoom);
      return;
    }
    this.acquiring = [take];
    this.acquire();
  }

  /** A key was deleted: its place is free again. Which lease it hung on is not tracked; the fullest one shrinks. */
  release(): void {
    const lease = this.leases.find((one) => one !== this.current && one.keys > 0) ?? this.current;
    if (lease !== undefined && lease.keys > 0) lease.keys -= 1;
  }

  private acquire(): void {
    this.sim.schedule(
      this.roundTripNs,
      () => {
        this.etcd.grantLease(() => {
          const lease: Lease = { keys: 0 };
          this.leases.push(lease);
          this.current = lease;
          this.keepAlive();
          const waiting = this.acquiring ?? [];
          this.acquiring = undefined;
          for (const take of waiting) take(lease);
        });
      },
      "lease grant",
    );
  }

  private keepAlive(): void {
    this.sim.schedule(
      LEASE_TTL_NS / 3,
      () => {
        this.etcd.keepLeaseAlive();
        this.keepAlive();
      },
      "lease keepalive",
    );
  }
}
