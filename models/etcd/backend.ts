/**
 * etcd's bolt backend, as far as others feel it: what was written is committed every 100 ms (or after 10,000 writes),
 * and the commit holds the write lock, so the apply loop waits for it. The quota is looked at here.
 * The timer ticks evenly, with a phase of its own, instead of starting again after each commit: its phase must not hang
 * on what happened long before.
 * Real behaviour: etcd-io/etcd v3.6.14 server/storage/backend/{backend,batch_tx}.go.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdSpec } from "../../src/scenario/scenario.js";
import type { ApplyLoop } from "./apply-loop.js";
import type { CorePool } from "./core-pool.js";
import type { CostProfile } from "./costs.js";

/** Source: etcd v3.6.14 backend.go defaultBatchInterval, defaultBatchLimit. */
const COMMIT_INTERVAL_NS: TimeNs = 100_000_000;
const COMMIT_LIMIT = 10_000;

export interface BackendParts {
  /** Unique name; the phase of the timer hangs on it. */
  readonly name: string;
  readonly spec: EtcdSpec;
  readonly costs: CostProfile;
  readonly pool: CorePool;
  readonly apply: ApplyLoop;
}

/** How often the backend commits, and one sync of its medium. */
export function commitTimes(
  spec: EtcdSpec,
  costs: CostProfile,
): { readonly periodNs: TimeNs; readonly mediumNs: TimeNs } {
  const { commitBase, walSyncDisk, walSyncMemory } = costs.values;
  return {
    periodNs: COMMIT_INTERVAL_NS + Math.round(commitBase),
    mediumNs: spec.storageMedium === "Disk" ? walSyncDisk : walSyncMemory,
  };
}

export class Backend {
  private static readonly events = recipientsOf<Backend>(
    "etcd commit",
    (recipients) => (place, life) => recipients.take(place)?.due(life),
  );
  /** Each sync takes so many times as long as the medium needs (a slow disk). */
  syncFactor = 1;
  private readonly sim: Simulation;
  private readonly parts: BackendParts;
  private readonly periodNs: TimeNs;
  private readonly phaseNs: TimeNs;
  private dirtyKeys = 0;
  private pending = false;
  private life = 0;
  private readonly events: Recipients<Backend>;

  constructor(sim: Simulation, parts: BackendParts) {
    this.sim = sim;
    this.parts = parts;
    this.periodNs = commitTimes(parts.spec, parts.costs).periodNs;
    this.phaseNs = sim.random(`commit/${parts.name}`).integer(0, this.periodNs);
    this.events = Backend.events(sim);
  }

  /** Something was written: makes sure that a commit comes. */
  write(): void {
    this.dirtyKeys += 1;
    if (this.dirtyKeys >= COMMIT_LIMIT) this.commit();
    if (this.pending) return;
    this.pending = true;
    const sinceNs = this.sim.nowNs + this.phaseNs;
    const waitNs = this.periodNs - (sinceNs % this.periodNs);
    this.events.post(waitNs, this, this.life);
  }

  /** The process ended. */
  reset(): void {
    this.life += 1;
    this.dirtyKeys = 0;
    this.pending = false;
  }

  private due(life: number): void {
    if (life === this.life) this.commit();
  }

  private commit(): void {
    const keys = this.dirtyKeys;
    this.dirtyKeys = 0;
    this.pending = false;
    if (keys === 0) return;
    const { costs, spec, pool, apply } = this.parts;
    const { commitBase, commitPerKey } = costs.values;
    const medium = commitTimes(spec, costs).mediumNs * this.syncFactor;
    apply.submit({
      // Two syncs of the medium (data pages, then the meta page) while the write lock is held, without CPU.
      begin: () => pool.reserveLocked("commit", commitBase + keys * commitPerKey) + 2 * medium,
      end: () => undefined,
    });
  }
}
