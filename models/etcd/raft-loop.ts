/**
 * etcd's raft loop with group commit: whatever was proposed while the WAL was being synced forms the next batch.
 * A single member commits at once when its own WAL is synced.
 * Not modelled: three-member clusters (Cilium's clustermesh etcd has one), segment cuts, the extra loop turn of 3.6.
 * Real behaviour: etcd-io/etcd v3.6.14 server/etcdserver/raft.go `start`, server/storage/wal/wal.go `Save`.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { ApplyJob } from "./apply-loop.js";

const NO_JOBS: readonly ApplyJob[] = [];

export class RaftLoop {
  private static readonly events = recipientsOf<RaftLoop>(
    "etcd wal",
    (recipients) => (place, life) => recipients.take(place)?.due(life),
  );
  private readonly sim: Simulation;
  /** Each sync takes so many times as long as the medium needs (a slow disk). */
  syncFactor = 1;
  private readonly syncNs: TimeNs;
  private readonly commit: (job: ApplyJob) => void;
  private waiting: ApplyJob[] = [];
  private syncing: readonly ApplyJob[] = NO_JOBS;
  private busyUntilNs: TimeNs = 0;
  private totalBusyNs = 0;
  private readonly events: Recipients<RaftLoop>;
  /** Counts the lives of the process. */
  private life = 0;

  constructor(
    sim: Simulation,
    options: { readonly syncNs: TimeNs; readonly commit: (job: ApplyJob) => void },
  ) {
    this.sim = sim;
    this.syncNs = options.syncNs;
    this.commit = options.commit;
    this.events = RaftLoop.events(sim);
  }

  /** When the sync that runs now ends; a linearizable read waits for it. */
  get syncedAtNs(): TimeNs {
    return this.busyUntilNs;
  }

  /** Entries that wait for the WAL. */
  get backlog(): number {
    return this.waiting.length + this.syncing.length;
  }

  busyNs(nowNs: TimeNs): number {
    return this.totalBusyNs - Math.max(0, this.busyUntilNs - nowNs);
  }

  /** Counts syncs that are not simulated one by one. */
  countBusy(ns: number): void {
    this.totalBusyNs += ns;
  }

  propose(job: ApplyJob): void {
    if (this.syncing.length > 0) this.waiting.push(job);
    else this.sync([job]);
  }

  /** The process ended: entries that nobody was told of are lost. */
  reset(): void {
    this.totalBusyNs -= Math.max(0, this.busyUntilNs - this.sim.nowNs);
    this.busyUntilNs = this.sim.nowNs;
    this.waiting = [];
    this.syncing = NO_JOBS;
    this.life += 1;
  }

  /** Syncs of a dead process must not end one of the new one. */
  private due(life: number): void {
    if (life === this.life) this.synced();
  }

  private sync(batch: readonly ApplyJob[]): void {
    this.syncing = batch;
    const syncNs = this.syncNs * this.syncFactor;
    this.totalBusyNs += syncNs;
    this.busyUntilNs = this.sim.nowNs + syncNs;
    this.events.post(syncNs, this, this.life);
  }

  private synced(): void {
    const batch = this.syncing;
    this.syncing = NO_JOBS;
    if (this.waiting.length > 0) {
      const next = this.waiting;
      this.waiting = [];
      this.sync(next);
    }
    for (const job of batch) this.commit(job);
  }
}
