/**
 * Cilium's SyncStore: keeps one prefix of an etcd equal to a local map. Values that did not change are ignored, keys
 * that change while they wait cost one write, one worker writes one key at a time, failures are tried again with
 * exponential back-off. When everything known at the first sync is written, the canary follows.
 * Not modelled: the 10/s bucket combined with the back-off (it binds only under mass failure), lease expiry.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/store/syncstore.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { Prefix } from "../etcd/keyspace.js";
import { forEachCarried, type Change } from "./change.js";
import type { EtcdClient } from "./etcd-client.js";
import { KeyQueue } from "./key-queue.js";
import { CANARY_VALUE_BYTES } from "./key-types.js";

/** client-go's item back-off: 5 ms doubled per failure, at most 1,000 s. */
const FIRST_RETRY_NS: TimeNs = 5_000_000;
const MAX_RETRY_NS: TimeNs = 1_000_000_000_000;

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
  /** A change will never reach anybody: its key was deleted again before it was first written. */
  readonly onCancelled: (change: Change) => void;
}

export class SyncStore {
  /** Writes that failed (`kvstore_sync_errors_total`). */
  errors = 0;
  private readonly sim: Simulation;
  private readonly parts: SyncStoreParts;
  private readonly queue = new KeyQueue();
  /** Version and size of the wanted value by key; size 0 = must not exist. */
  private versions = new Uint32Array(16);
  private sizes = new Uint32Array(16);
  /** Keys whose put reached the etcd, so that a lease place is asked for only once. */
  private written = new Uint8Array(16);
  private readonly pending = new Map<number, Change>();
  private readonly failures = new Map<number, number>();
  private busy = false;
  private canary: "none" | "wanted" | "writing" | "written" = "none";
  /** The canary is an item of the queue: these many keys stand before it. */
  private keysBeforeCanary = 0;
  private onSynced: (() => void) | undefined;

  constructor(sim: Simulation, parts: SyncStoreParts) {
    this.sim = sim;
    this.parts = parts;
  }

  /** True when nothing waits and nothing is being written. */
  get drained(): boolean {
    return this.queue.length === 0 && !this.busy;
  }

  /** A key has this value now. `change` is undefined for what existed before the clock started. */
  upsert(key: number, valueBytes: number, version: number, change: Change | undefined): void {
    this.reserve(key);
    if (this.sizes[key] === valueBytes && this.versions[key] === version) return;
    this.sizes[key] = valueBytes;
    this.versions[key] = version;
    this.enqueue(key, change);
  }

  /** A key is gone. Unknown keys are ignored. */
  delete(key: number, version: number, change: Change | undefined): void {
    this.reserve(key);
    if (this.sizes[key] === 0) return;
    this.sizes[key] = 0;
    this.versions[key] = version;
    this.enqueue(key, change);
  }

  /** Notes a value that stands in the etcd already. */
  assumeWritten(key: number, valueBytes: number, version: number): void {
    this.reserve(key);
    this.sizes[key] = valueBytes;
    this.versions[key] = version;
    this.written[key] = 1;
  }

  /** Everything that belongs to the first sync was queued; `done` is called when its canary is written. */
  synced(done: () => void): void {
    if (this.canary !== "none") return;
    this.canary = "wanted";
    this.keysBeforeCanary = this.queue.length;
    this.onSynced = done;
    this.work();
  }

  private enqueue(key: number, change: Change | undefined): void {
    if (change !== undefined) this.remember(key, change);
    this.wait(key);
    this.work();
  }

  private wait(key: number): void {
    if (this.queue.add(key)) this.parts.waiting.add(this.sim.nowNs, 1);
  }

  /** A change that finds an older one waiting takes its place and carries it along. */
  private remember(key: number, change: Change): void {
    const waiting = this.pending.get(key);
    if (waiting !== undefined) appendCarried(change, waiting);
    this.pending.set(key, change);
  }

  private work(): void {
    if (this.busy) return;
    if (this.canary === "wanted" && this.keysBeforeCanary <= 0 && this.failures.size === 0) {
      this.busy = true;
      this.writeCanary();
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
    const valueBytes = this.sizes[key] ?? 0;
    const version = this.versions[key] ?? 0;
    const change = this.pending.get(key);
    this.pending.delete(key);
    const newKey = this.written[key] === 0;
    if (newKey && valueBytes === 0 && change !== undefined) this.parts.onCancelled(change);
    const event = { key, valueBytes, version, change };
    this.parts.client.put(this.parts.prefix, event, {
      newKey,
      sent: () => {
        if (change !== undefined) this.parts.onSent(change, this.sim.nowNs);
      },
      done: (result) => {
        this.busy = false;
        if (result === "ok") {
          this.written[key] = valueBytes > 0 ? 1 : 0;
          this.failures.delete(key);
        } else {
          this.retry(key, change);
        }
        this.work();
      },
    });
  }

  private retry(key: number, change: Change | undefined): void {
    this.errors += 1;
    const failures = (this.failures.get(key) ?? 0) + 1;
    this.failures.set(key, failures);
    const waitNs = Math.min(MAX_RETRY_NS, FIRST_RETRY_NS * 2 ** (failures - 1));
    if (change !== undefined) {
      const newer = this.pending.get(key);
      if (newer === undefined) this.pending.set(key, change);
      else appendCarried(newer, change);
    }
    const again = (): void => {
      this.wait(key);
      this.work();
    };
    this.sim.schedule(waitNs, again, "sync store retry");
  }

  private writeCanary(): void {
    this.canary = "writing";
    const event = {
      key: this.parts.canaryKey,
      valueBytes: CANARY_VALUE_BYTES,
      version: 1,
      change: undefined,
    };
    this.parts.client.put(this.parts.canaryPrefix, event, {
      newKey: true,
      done: (result) => {
        this.busy = false;
        if (result === "ok") {
          this.canary = "written";
          this.onSynced?.();
        } else {
          this.errors += 1;
          this.canary = "wanted";
        }
        this.work();
      },
    });
  }

  private reserve(key: number): void {
    if (key < this.sizes.length) return;
    const length = Math.max(key + 1, this.sizes.length * 2);
    this.sizes = grown(this.sizes, new Uint32Array(length));
    this.versions = grown(this.versions, new Uint32Array(length));
    this.written = grown(this.written, new Uint8Array(length));
  }
}

/** Hangs `older` behind everything that `newer` carries. */
function appendCarried(newer: Change, older: Change): void {
  let last = newer;
  forEachCarried(newer, (one) => (last = one));
  last.superseded = older;
}

function grown<T extends Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
