/**
 * Cilium's SyncStore: keeps one prefix of an etcd equal to a local map. Values that did not change are ignored, keys
 * that change while they wait cost one write, one worker writes one key at a time, failures are tried again with
 * exponential back-off. When everything known at the first sync is written, the canary follows. Keys whose lease is
 * lost are written again.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/store/syncstore.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { Gauge } from "../../src/measure/gauge.js";
import { KeyColumns, type AssumedContent } from "../etcd/key-columns.js";
import type { KeyContent } from "../etcd/key-content.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { PutResult } from "../etcd/requests.js";
import type { Backlog, BacklogOwner, BacklogUser } from "./backlog.js";
import type { Change } from "./change.js";
import type { Writer } from "./etcd-calls.js";
import { ItemRetries } from "./item-retries.js";
import { KeyBits } from "./key-bits.js";
import { KeyQueue } from "./key-queue.js";
import { CANARY_VALUE_BYTES } from "./key-types.js";
import { PendingChanges, type Passed } from "./pending-changes.js";
import { StateMachine } from "./state-machine.js";
import { CILIUM, type SyncAlgorithm } from "./sync-algorithm.js";
import type { SyncStoreParts, WrittenState } from "./sync-store-parts.js";
import { SYNC_STORE, type SyncStoreState } from "./transitions.js";

const NOTHING: WatchEvent = { key: 0, valueBytes: 0, version: 0, change: undefined };
/** The canary's number among the items that have failed. */
const CANARY = -1;

export class SyncStore implements Writer, BacklogUser {
  readonly parts: SyncStoreParts;
  // First what every write looks at, so that it lies together in memory: mirrors have tens of thousands of stores.
  private readonly sim: Simulation;
  private readonly waiting: Gauge;
  /** The wanted values (size 0 = must not exist), and the leases that keys hang on (0 = not written by this process). */
  private readonly wanted: KeyColumns;
  /** What is being written, or was last. */
  private written = NOTHING;
  private busy = false;
  private ended = false;
  private canaryQueued = false;
  /** The canary is an item of the queue: these many keys stand before it. */
  private keysBeforeCanary = 0;
  /** Where keys wait now because the client is overloaded; the store's place there, and who has it. */
  private backlog: Backlog | undefined;
  private place = 0;
  private backlogOwner: BacklogOwner | undefined;
  private unsyncedKeys = 0;
  private retries: ItemRetries | undefined;
  private readonly queue: KeyQueue;
  /** The changes of keys that wait; each key's note in the queue is its change's place. */
  private readonly pending: PendingChanges;
  /** Places of the changes of keys whose write failed and that do not wait in the queue. */
  private failed: Map<number, number> | undefined;
  /** The first sync is not all queued: what the machine says, nearer at hand. */
  private isFilling = true;
  private readonly algorithm: SyncAlgorithm;
  private readonly machine: StateMachine<SyncStoreState>;
  /** Keys that belong to the first sync and are not written yet. */
  private readonly unsynced: KeyBits;
  private canaryLease = 0;
  private onSynced: (() => void) | undefined;
  /** Writes that failed (`kvstore_sync_errors_total`). */
  errors = 0;

  constructor(sim: Simulation, parts: SyncStoreParts) {
    this.sim = sim;
    this.parts = parts;
    this.waiting = parts.waiting;
    this.algorithm = parts.algorithm ?? CILIUM;
    this.pending = parts.pending ?? new PendingChanges();
    const { pool } = this.pending;
    this.queue = new KeyQueue(pool);
    this.wanted = new KeyColumns(pool);
    this.unsynced = new KeyBits(pool);
    const { transitions: counts } = parts;
    this.machine = new StateMachine(SYNC_STORE, { initial: "filling", counts });
    parts.client.whenLeaseExpires((lease) => this.leaseExpired(lease));
  }

  /** True when nothing waits, nothing is being written and no failure is left to be tried again. */
  get drained(): boolean {
    return this.ended || (this.queue.length === 0 && !this.busy && !this.isFailing);
  }

  /** It was given up, or its process ended. */
  get hasEnded(): boolean {
    return this.ended || this.parts.client.gate.hasEnded;
  }

  /** Writes have failed and wait to be tried again. */
  get isFailing(): boolean {
    return !this.ended && this.retries !== undefined && this.retries.waiting > 0;
  }

  /** Version of the value that a key should have; 0 = never heard of. */
  wantedVersion(key: number): number {
    this.leaveBacklog();
    return this.wanted.version(key);
  }

  /** The keys that should exist, with their versions. */
  state(): WrittenState {
    this.leaveBacklog();
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
    this.leaveBacklog();
    if (!this.wanted.replace(key, version, valueBytes)) return;
    if (this.isFilling && this.unsynced.add(key)) this.unsyncedKeys += 1;
    this.enqueue(key, change, passed);
  }

  /** As `upsert` for every key of a list; `changes` has what is known of some. An empty store takes the list over. */
  upsertAll(content: KeyContent, changes: ReadonlyMap<number, Change>): void {
    this.leaveBacklog();
    const isEmpty = this.isFilling && this.wanted.length === 0 && !this.busy;
    if (!isEmpty) {
      content.forEach((key, version, size) => this.upsert(key, size, version, changes.get(key)));
      return;
    }
    this.wanted.begin(content);
    content.forEach((key) => {
      if (this.unsynced.add(key)) this.unsyncedKeys += 1;
      this.enqueue(key, changes.get(key), undefined);
    });
  }

  /** A key is gone. Unknown keys are ignored. */
  delete(key: number, version: number, change: Change | undefined, passed?: Passed): void {
    this.leaveBacklog();
    if (!this.wanted.erase(key, version)) return;
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
    this.isFilling = false;
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
    this.isFilling = false;
    this.canaryQueued = true;
    this.keysBeforeCanary = this.queue.length;
    this.onSynced = done;
    this.parts.onFirstSync?.(this);
    this.work();
  }

  /** The store is given up: nothing more is written. */
  end(): void {
    this.leaveBacklog();
    this.ended = true;
    this.waiting.add(this.sim.nowNs, -this.queue.length);
    while (this.queue.take() !== undefined) this.pending.take(this.queue.takenNote);
    for (const place of this.failed?.values() ?? []) this.pending.take(place);
    this.failed = undefined;
  }

  /** Keys may wait there from now on. */
  shareBacklog(owner: BacklogOwner, place: number): void {
    this.leaveBacklog();
    this.backlogOwner = owner;
    this.place = place;
  }

  /** What waits is in the store's own queue again, and what comes reaches the store at its time. */
  leaveBacklog(): void {
    const { backlog } = this;
    this.backlog = undefined;
    backlog?.leave(this.place);
  }

  /** For the backlog: the key should have this value, or be gone; false if it is so already. */
  wants({ key, valueBytes, version }: WatchEvent): boolean {
    if (valueBytes > 0) return this.wanted.replace(key, version, valueBytes);
    return this.wanted.erase(key, version);
  }

  /** For the backlog: takes in what is counted as waiting already; false if its key does not wait then. */
  takeIn(event: WatchEvent, passed: Passed): boolean {
    const isNews = this.wants(event);
    if (isNews) this.note(event.key, event.change, passed);
    return isNews || this.queue.has(event.key);
  }

  private enqueue(key: number, change: Change | undefined, passed: Passed | undefined): void {
    if (this.note(key, change, passed)) this.waiting.add(this.sim.nowNs, 1);
    this.work();
  }

  /** Has a key wait. A change that finds an older one waiting takes its place and carries it along: then false. */
  private note(key: number, change: Change | undefined, passed: Passed | undefined): boolean {
    if (this.queue.has(key)) {
      if (change !== undefined) {
        this.queue.setNote(key, this.pending.add(change, passed, this.queue.noteOf(key)));
      }
      return false;
    }
    const older = this.takeFailed(key);
    const place = change === undefined ? older : this.pending.add(change, passed, older);
    this.queue.add(key, place);
    return true;
  }

  private wait(key: number): void {
    if (this.queue.has(key)) return;
    this.queue.add(key, this.takeFailed(key));
    this.waiting.add(this.sim.nowNs, 1);
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
    const { backlog } = this;
    if (backlog !== undefined) {
      if (backlog.take(this.place, this)) this.write(backlog.takenKey, backlog.takenChange);
      else this.leaveBacklog();
      return;
    }
    const key = this.queue.take();
    if (key === undefined) return;
    if (this.queue.length === 0) this.enterBacklog();
    this.write(key, this.pending.take(this.queue.takenNote));
  }

  /** When the worker will wait for the limiter and nothing but keys is to come, these may wait elsewhere. */
  private enterBacklog(): void {
    if (this.isFilling || this.canaryQueued || this.isFailing) return;
    if (this.parts.client.limiter.hasQueue) this.backlog = this.backlogOwner?.enter(this.place);
  }

  /** The worker has taken a key. */
  private write(key: number, change: Change | undefined): void {
    this.waiting.add(this.sim.nowNs, -1);
    this.keysBeforeCanary -= 1;
    this.busy = true;
    const valueBytes = this.wanted.sizeOf(key);
    const version = this.wanted.version(key);
    this.written = { key, valueBytes, version, change };
    this.parts.client.put(this.parts.prefix, this.written, this.wanted.leaseOf(key), this);
  }

  /** For the client: the limiter let a write go that tells of this change. */
  sent(change: Change): void {
    this.parts.onSent(change, this.sim.nowNs);
  }

  /** For the client: the write's answer is back. */
  done(result: PutResult, lease: number): void {
    const { key, valueBytes, change } = this.written;
    if (result !== "ok") this.leaveBacklog();
    this.busy = false;
    if (this.ended) return;
    if (result === "ok") {
      this.wanted.setLease(key, valueBytes > 0 ? lease : 0);
      this.retries?.succeeded(key);
      if (this.unsyncedKeys > 0 && this.unsynced.delete(key)) this.unsyncedKeys -= 1;
    } else {
      this.machine.take("write failed");
      this.countError();
      if (change !== undefined) this.putBack(key, change);
      this.retry(key, () => this.wait(key));
    }
    this.work();
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
    this.retries ??= new ItemRetries(this.sim, this.parts.client.gate);
    this.retries.failed(item, () => {
      if (this.ended) return;
      queueAgain();
      this.work();
    });
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
    this.parts.client.put(this.parts.canaryPrefix, event, this.canaryLease, {
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
    this.leaveBacklog();
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
