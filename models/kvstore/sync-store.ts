/**
 * Cilium's SyncStore: keeps one prefix of an etcd equal to a local map. Values that did not change are ignored, keys
 * that change while they wait cost one write, one worker writes one key at a time, failures are tried again with
 * exponential back-off. When everything known at the first sync is written, the canary follows. Keys whose lease is
 * lost are written again.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/store/syncstore.go; client-go workqueue default_rate_limiters.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import { TokenBucket } from "../../src/engine/token-bucket.js";
import type { Gauge } from "../../src/measure/gauge.js";
import { KeyColumns, type AssumedContent } from "../etcd/key-columns.js";
import type { Prefix } from "../etcd/keyspace.js";
import type { Change } from "./change.js";
import type { EtcdClient } from "./etcd-client.js";
import { KeyBits } from "./key-bits.js";
import { KeyQueue } from "./key-queue.js";
import { CANARY_VALUE_BYTES } from "./key-types.js";
import { PendingChanges, type Passed } from "./pending-changes.js";
import { StateMachine, type TransitionCounts } from "./state-machine.js";
import { CILIUM, type SyncAlgorithm } from "./sync-algorithm.js";
import { SYNC_STORE, type SyncStoreState } from "./transitions.js";

/** client-go's item back-off: 5 ms doubled per failure, at most 1,000 s. */
const FIRST_RETRY_NS: TimeNs = 5_000_000;
const MAX_RETRY_NS: TimeNs = 1000 * NS_PER_SECOND;
/** All retries of a queue share a bucket: 10 a second, 100 at once. */
const RETRY_RATE = { rateQps: 10, burst: 100 };
/** The canary's number among the items that have failed. */
const CANARY = -1;

/** Stamps a change, at the moment at which its put leaves the limiter. */
export type SentHook = (change: Change, nowNs: TimeNs) => void;

export interface SyncStoreParts {
  readonly client: EtcdClient;
  readonly prefix: Prefix;
  /** Where the canary goes; its key there is `canaryKey`. */
  readonly canaryPrefix: Prefix;
  readonly canaryKey: number;
  readonly onSent: SentHook;
  /** Keys that wait, summed over all stores of the process (`kvstore_sync_queue_size`). */
  readonly waiting: Gauge;
  /** Where changes wait that several stores share; a store has its own unless given. */
  readonly pending?: PendingChanges;
  /** A write failed. */
  readonly onError?: (() => void) | undefined;
  /** Everything of the first sync was queued. */
  readonly onFirstSync?: ((store: SyncStore) => void) | undefined;
  readonly algorithm?: SyncAlgorithm | undefined;
  readonly transitions?: TransitionCounts | undefined;
}

/** What a store believes to stand in the etcd. */
export interface WrittenState {
  readonly versions: Uint32Array;
  readonly sizes: Uint32Array;
}

export class SyncStore {
  /** Writes that failed (`kvstore_sync_errors_total`). */
  errors = 0;
  readonly parts: SyncStoreParts;
  private readonly sim: Simulation;
  private readonly algorithm: SyncAlgorithm;
  private readonly machine: StateMachine<SyncStoreState>;
  private readonly queue: KeyQueue;
  /** The wanted values (size 0 = must not exist), and the leases that keys hang on (0 = not written by this process). */
  private readonly wanted: KeyColumns;
  /** Keys that belong to the first sync and are not written yet. */
  private readonly unsynced: KeyBits;
  private unsyncedKeys = 0;
  /** The changes of keys that wait; each key's note in the queue is its change's place. */
  private readonly pending: PendingChanges;
  /** Places of the changes of keys whose write failed and that do not wait in the queue. */
  private failed: Map<number, number> | undefined;
  private failures: Map<number, number> | undefined;
  private readonly retries: TokenBucket;
  private retriesWaiting = 0;
  private busy = false;
  private ended = false;
  private canaryQueued = false;
  private canaryLease = 0;
  /** The canary is an item of the queue: these many keys stand before it. */
  private keysBeforeCanary = 0;
  private onSynced: (() => void) | undefined;

  constructor(sim: Simulation, parts: SyncStoreParts) {
    this.sim = sim;
    this.parts = parts;
    this.algorithm = parts.algorithm ?? CILIUM;
    this.pending = parts.pending ?? new PendingChanges();
    const { pool } = this.pending;
    this.queue = new KeyQueue(pool);
    this.wanted = new KeyColumns(pool);
    this.unsynced = new KeyBits(pool);
    this.retries = new TokenBucket({
      rateQps: RETRY_RATE.rateQps,
      burst: RETRY_RATE.burst,
      nowNs: sim.nowNs,
    });
    const { transitions: counts } = parts;
    this.machine = new StateMachine(SYNC_STORE, { initial: "filling", counts });
    parts.client.whenLeaseExpires((lease) => this.leaseExpired(lease));
  }

  /** True when nothing waits, nothing is being written and no failure is left to be tried again. */
  get drained(): boolean {
    return this.ended || (this.queue.length === 0 && !this.busy && this.retriesWaiting === 0);
  }

  /** It was given up, or its process ended. */
  get hasEnded(): boolean {
    return this.ended || this.parts.client.gate.hasEnded;
  }

  /** Writes have failed and wait to be tried again. */
  get isFailing(): boolean {
    return !this.ended && this.retriesWaiting > 0;
  }

  /** Version of the value that a key should have; 0 = never heard of. */
  wantedVersion(key: number): number {
    return this.wanted.version(key);
  }

  /** The keys that should exist, with their versions. */
  state(): WrittenState {
    return this.wanted.content();
  }

  /**
   * A key has this value now. `change` is undefined for what existed before the clock started; `passed` tells when the
   * change passed the steps before a mirror.
   */
  upsert(
    key: number,
    valueBytes: number,
    version: number,
    change: Change | undefined,
    passed?: Passed,
  ): void {
    const { wanted } = this;
    if (wanted.sizeOf(key) === valueBytes && wanted.version(key) === version) return;
    wanted.setValue(key, version, valueBytes);
    if (this.machine.state === "filling" && this.unsynced.add(key)) this.unsyncedKeys += 1;
    this.enqueue(key, change, passed);
  }

  /** A key is gone. Unknown keys are ignored. */
  delete(key: number, version: number, change: Change | undefined, passed?: Passed): void {
    if (this.wanted.sizeOf(key) === 0) return;
    this.wanted.setValue(key, version, 0);
    this.enqueue(key, change, passed);
  }

  /** Notes a value that stands in the etcd already. */
  assumeWritten(key: number, valueBytes: number, version: number): void {
    this.wanted.set(key, version, valueBytes, 0);
  }

  /** Begins in sync: all of this stands in the etcd already, and the canary, which hangs on this lease. */
  assumeSynced(content: AssumedContent, canaryLease: number): void {
    this.wanted.assume(content);
    this.machine.state = "synced";
    this.canaryLease = canaryLease;
  }

  /** Takes over what another store believed to have written (only a faulty variant does). */
  inherit(state: WrittenState): void {
    for (let key = 0; key < state.sizes.length; key += 1) {
      this.wanted.setValue(key, state.versions[key] ?? 0, state.sizes[key] ?? 0);
    }
  }

  /** Everything that belongs to the first sync was queued; `done` is called when its canary is written. */
  synced(done: () => void): void {
    if (this.machine.state !== "filling") return;
    this.machine.take("all queued");
    this.canaryQueued = true;
    this.keysBeforeCanary = this.queue.length;
    this.onSynced = done;
    this.parts.onFirstSync?.(this);
    this.work();
  }

  /** The store is given up: nothing more is written. */
  end(): void {
    this.ended = true;
    this.parts.waiting.add(this.sim.nowNs, -this.queue.length);
    while (this.queue.take() !== undefined) this.pending.take(this.queue.takenNote);
    for (const place of this.failed?.values() ?? []) this.pending.take(place);
    this.failed = undefined;
  }

  /** Has a key wait. A change that finds an older one waiting takes its place and carries it along. */
  private enqueue(key: number, change: Change | undefined, passed: Passed | undefined): void {
    if (this.queue.has(key)) {
      if (change !== undefined) {
        this.queue.setNote(key, this.pending.add(change, passed, this.queue.noteOf(key)));
      }
    } else {
      const older = this.takeFailed(key);
      const place = change === undefined ? older : this.pending.add(change, passed, older);
      this.queue.add(key, place);
      this.parts.waiting.add(this.sim.nowNs, 1);
    }
    this.work();
  }

  private wait(key: number): void {
    if (this.queue.has(key)) return;
    this.queue.add(key, this.takeFailed(key));
    this.parts.waiting.add(this.sim.nowNs, 1);
  }

  /** The place of the change that a key still has to tell since its write failed; 0 = none. */
  private takeFailed(key: number): number {
    const place = this.failed?.get(key) ?? 0;
    if (place !== 0) this.failed?.delete(key);
    return place;
  }

  private work(): void {
    if (this.busy || this.ended) return;
    if (this.canaryQueued && this.keysBeforeCanary <= 0) {
      this.canaryQueued = false;
      this.reachCanary();
      return;
    }
    const key = this.queue.take();
    if (key === undefined) return;
    this.parts.waiting.add(this.sim.nowNs, -1);
    this.keysBeforeCanary -= 1;
    this.busy = true;
    this.write(key);
  }

  private write(key: number): void {
    const valueBytes = this.wanted.sizeOf(key);
    const version = this.wanted.version(key);
    const change = this.pending.take(this.queue.takenNote);
    const event = { key, valueBytes, version, change };
    this.parts.client.put(this.parts.prefix, event, {
      lease: this.wanted.leaseOf(key),
      sent: () => {
        if (change !== undefined) this.parts.onSent(change, this.sim.nowNs);
      },
      done: (result, lease) => {
        this.busy = false;
        if (this.ended) return;
        if (result === "ok") {
          this.wanted.setLease(key, valueBytes > 0 ? lease : 0);
          this.failures?.delete(key);
          if (this.unsynced.delete(key)) this.unsyncedKeys -= 1;
        } else {
          this.machine.take("write failed");
          this.countError();
          if (change !== undefined) this.putBack(key, change);
          this.retry(key, () => this.wait(key));
        }
        this.work();
      },
    });
  }

  private countError(): void {
    this.errors += 1;
    this.parts.onError?.();
  }

  private putBack(key: number, change: Change): void {
    const place = this.queue.noteOf(key);
    if (place !== 0) {
      this.pending.append(place, change);
    } else if (this.queue.has(key)) {
      this.queue.setNote(key, this.pending.add(change, undefined, 0));
    } else {
      this.failed ??= new Map();
      this.failed.set(key, this.pending.add(change, undefined, 0));
    }
  }

  /** An item failed: it is queued again after its own back-off, or when the bucket of retries allows it. */
  private retry(item: number, queueAgain: () => void): void {
    this.failures ??= new Map();
    const failures = (this.failures.get(item) ?? 0) + 1;
    this.failures.set(item, failures);
    const backoffNs = Math.min(MAX_RETRY_NS, FIRST_RETRY_NS * 2 ** (failures - 1));
    const waitNs = Math.max(backoffNs, this.retries.reserve(this.sim.nowNs));
    this.retriesWaiting += 1;
    const again = (): void =>
      this.parts.client.gate.pass(() => {
        this.retriesWaiting -= 1;
        if (this.ended) return;
        queueAgain();
        this.work();
      });
    this.sim.schedule(waitNs, again, "sync store retry");
  }

  private reachCanary(): void {
    if (!this.algorithm.canaryMayFollow({ pendingKeys: this.unsyncedKeys })) {
      this.machine.take("keys pending");
      this.retryCanary();
      this.work();
      return;
    }
    this.busy = true;
    const event = {
      key: this.parts.canaryKey,
      valueBytes: CANARY_VALUE_BYTES,
      version: 1,
      change: undefined,
    };
    this.parts.client.put(this.parts.canaryPrefix, event, {
      lease: this.canaryLease,
      done: (result, lease) => {
        this.busy = false;
        if (this.ended) return;
        if (result === "ok") {
          this.canaryLease = lease;
          if (this.machine.state === "canary wanted") {
            this.machine.take("canary written");
            this.onSynced?.();
          }
        } else {
          if (this.machine.state === "canary wanted") this.machine.take("canary failed");
          this.retryCanary();
        }
        this.work();
      },
    });
  }

  private retryCanary(): void {
    this.countError();
    this.retry(CANARY, () => {
      this.canaryQueued = true;
      this.keysBeforeCanary = this.queue.length;
    });
  }

  /** Every key that hung on the lease is written again, the canary too. */
  private leaseExpired(lease: number): void {
    if (this.ended) return;
    let lost = false;
    for (let key = 0; key < this.wanted.length; key += 1) {
      if (this.wanted.leaseOf(key) !== lease) continue;
      lost = true;
      this.wanted.setLease(key, 0);
      if (this.wanted.sizeOf(key) > 0) this.wait(key);
    }
    if (this.canaryLease === lease) {
      lost = true;
      this.canaryLease = 0;
      this.canaryQueued = true;
      this.keysBeforeCanary = this.queue.length;
    }
    if (!lost) return;
    this.machine.take("lease expired");
    this.work();
  }
}
