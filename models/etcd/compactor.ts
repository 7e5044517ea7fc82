/**
 * Periodic compaction: history older than the retention goes, in batches of 1,000 revisions with 10 ms between,
 * each under the write lock. With a retention of 1 h the first compaction runs after 1 h, as in the real server.
 * Readers that are behind the compacted revision are cancelled (`watch-hub.ts`). Not modelled: tombstone details.
 * Real behaviour: etcd-io/etcd v3.6.14 server/etcdserver/api/v3compactor/periodic.go, mvcc/kvstore_compaction.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { ApplyLoop } from "./apply-loop.js";
import type { CorePool } from "./core-pool.js";

const BATCH_REVISIONS = 1000;
const BATCH_PAUSE_NS: TimeNs = 10_000_000;

export interface CompactorParts {
  readonly retentionNs: TimeNs;
  readonly perRevisionNs: number;
  readonly pool: CorePool;
  readonly apply: ApplyLoop;
  /** History up to a revision is gone. */
  readonly compacted: (revision: number) => void;
  readonly headRevision: () => number;
}

export class Compactor {
  /** Revisions since the last compaction, and the bytes of their keys and values. */
  keptRevisions = 0;
  keptBytes = 0;
  private readonly sim: Simulation;
  private readonly parts: CompactorParts;
  private atLastTick = { revisions: 0, bytes: 0, head: 0 };
  private started = false;

  constructor(sim: Simulation, parts: CompactorParts) {
    this.sim = sim;
    this.parts = parts;
  }

  /** One more revision is kept, or several. The first one starts the timer. */
  count(bytes: number, revisions = 1): void {
    this.keptRevisions += revisions;
    this.keptBytes += bytes;
    if (this.started || this.parts.retentionNs === 0) return;
    this.started = true;
    this.sim.schedule(this.parts.retentionNs, () => this.tick(), "etcd compaction");
  }

  /** Compacts everything up to now, as `etcdctl compact` does. */
  compactNow(): void {
    const revisions = this.keptRevisions;
    this.keptRevisions = 0;
    this.keptBytes = 0;
    this.atLastTick = { revisions: 0, bytes: 0, head: this.parts.headRevision() };
    this.parts.compacted(this.parts.headRevision());
    this.compactBatch(revisions);
  }

  /** Compacts to the revision of one retention ago. */
  private tick(): void {
    const { revisions, bytes, head } = this.atLastTick;
    this.keptRevisions -= revisions;
    this.keptBytes -= bytes;
    this.atLastTick = {
      revisions: this.keptRevisions,
      bytes: this.keptBytes,
      head: this.parts.headRevision(),
    };
    if (head > 0) this.parts.compacted(head);
    this.compactBatch(revisions);
    this.sim.schedule(this.parts.retentionNs, () => this.tick(), "etcd compaction");
  }

  private compactBatch(revisions: number): void {
    if (revisions <= 0) return;
    const batch = Math.min(BATCH_REVISIONS, revisions);
    this.parts.apply.submit({
      begin: () => this.parts.pool.reserveLocked("compaction", batch * this.parts.perRevisionNs),
      end: () => {
        const rest = revisions - batch;
        if (rest <= 0) return;
        this.sim.schedule(BATCH_PAUSE_NS, () => this.compactBatch(rest), "etcd compaction");
      },
    });
  }
}
