/** What a SyncStore is made of, and what it tells of itself. What it does is in sync-store.ts. */
import type { TimeNs } from "../../src/engine/time.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { Prefix } from "../etcd/keyspace.js";
import type { Change } from "./change.js";
import type { EtcdClient } from "./etcd-client.js";
import type { PendingChanges } from "./pending-changes.js";
import type { TransitionCounts } from "./state-machine.js";
import type { SyncAlgorithm } from "./sync-algorithm.js";
import type { SyncStore } from "./sync-store.js";

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
