/**
 * Writes what one source cluster exports into an etcd: one SyncStore for each kind of object, each with one worker,
 * all through one client; then the canaries. Used by clustermesh-apiserver and by the mock.
 * An address that moved to another object stays when its former owner goes: the converter knows who owns it.
 * Real behaviour: cilium/cilium v1.20.0 clustermesh-apiserver/clustermesh/; cilium/scaffolding cmapisrv-mock.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { Prefix } from "../etcd/keyspace.js";
import { canaryPrefix, configPrefix, dataPrefix, type Layout } from "../etcd/layout.js";
import type { Change } from "../kvstore/change.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import {
  CANARY_VALUE_BYTES,
  CONFIG_VALUE_BYTES,
  KEY_TYPES,
  ofEachType,
  ofType,
  type KeyType,
} from "../kvstore/key-types.js";
import { assumeCopied } from "./assumed-copy.js";
import { ClusterConfigKey } from "./cluster-config-key.js";
import { PendingChanges } from "../kvstore/pending-changes.js";
import { SyncStore } from "../kvstore/sync-store.js";
import type { WrittenState } from "../kvstore/sync-store-parts.js";
import type { TransitionCounts } from "../kvstore/state-machine.js";
import type { SyncAlgorithm } from "../kvstore/sync-algorithm.js";
import type { SourceCluster, SourceListener } from "../workload/source-cluster.js";

export interface ClusterWriterParts {
  readonly source: SourceCluster;
  readonly client: EtcdClient;
  readonly layout: Layout;
  /** Keys that wait in all stores of the process. */
  readonly waiting: Gauge;
  readonly algorithm?: SyncAlgorithm | undefined;
  readonly transitions?: TransitionCounts | undefined;
  readonly onFirstSync?: ((store: SyncStore) => void) | undefined;
  /** What the stores of the process before this one had written; only a faulty variant looks at it. */
  readonly before?: ClusterWriter | undefined;
  /** All canaries are written. */
  readonly onSynced: () => void;
}

export class ClusterWriter implements SourceListener {
  readonly stores: Readonly<Record<KeyType, SyncStore>>;
  private readonly config: ClusterConfigKey;
  private readonly parts: ClusterWriterParts;
  private unsynced: number = KEY_TYPES.length;
  /** Writes that failed, in all stores: those of hundreds of clusters are read once a simulated second. */
  errors = 0;

  constructor(sim: Simulation, parts: ClusterWriterParts) {
    this.parts = parts;
    const { source, client, layout, algorithm, transitions } = parts;
    this.config = new ClusterConfigKey(sim, { client, cluster: source.name });
    const pending = new PendingChanges();
    const store = (type: KeyType): SyncStore =>
      new SyncStore(sim, {
        client,
        prefix: dataPrefix(client.etcd, source.name, type, layout),
        canaryPrefix: canaryPrefix(client.etcd, source.name),
        canaryKey: KEY_TYPES.indexOf(type),
        onSent: stampSent,
        waiting: parts.waiting,
        pending,
        transitions,
        onFirstSync: parts.onFirstSync,
        onError: () => (this.errors += 1),
        algorithm,
      });
    this.stores = ofEachType(store);
  }

  get drained(): boolean {
    return KEY_TYPES.every((type) => this.stores[type].drained);
  }

  /** Writes have failed and wait to be tried again. */
  get isFailing(): boolean {
    return KEY_TYPES.some((type) => this.stores[type].isFailing);
  }

  /** What the store of a type believes to stand in the etcd. */
  written(type: KeyType): WrittenState {
    return this.stores[type].state();
  }

  /** Writes the cluster's configuration and queues everything that exists; from then on it follows the changes. */
  start(): void {
    const { source, client, layout, algorithm, before } = this.parts;
    this.config.keep();
    source.listen(this);
    for (const type of KEY_TYPES) {
      const table = source.tables[type];
      const store = this.stores[type];
      if (algorithm?.dedupSurvivesRestart === true && before !== undefined) {
        store.inherit(before.written(type));
      }
      const prefix = dataPrefix(client.etcd, source.name, type, layout);
      for (const key of table.keys()) {
        const missed = source.changesAfter(type, key, prefix.version(key));
        store.upsert(key, table.sizeOf(key), table.version(key), missed);
      }
      store.synced(() => {
        this.unsynced -= 1;
        if (this.unsynced === 0) this.parts.onSynced();
      });
    }
  }

  /** The process ended. */
  end(): void {
    this.parts.source.unlisten(this);
  }

  /** Starts with everything written already, as a mock that was ready before the clock started. */
  startWritten(): void {
    const { source, client, layout } = this.parts;
    const { etcd } = client;
    const preload = (prefix: Prefix, key: number, valueBytes: number, version: number): void =>
      etcd.store.preload(prefix, { key, valueBytes, version, change: undefined });
    source.listen(this);
    preload(configPrefix(etcd, source.name), 0, CONFIG_VALUE_BYTES, 1);
    for (const type of KEY_TYPES) {
      const table = source.tables[type];
      const prefix = dataPrefix(etcd, source.name, type, layout);
      for (const key of table.keys()) {
        preload(prefix, key, table.sizeOf(key), table.version(key));
        this.stores[type].assumeWritten(key, table.sizeOf(key), table.version(key));
      }
      const canaryKey = KEY_TYPES.indexOf(type);
      preload(canaryPrefix(etcd, source.name), canaryKey, CANARY_VALUE_BYTES, 1);
    }
    this.unsynced = 0;
    this.parts.onSynced();
  }

  /** Starts in sync, with everything on leases, as long after a bootstrap. */
  startSynced(): void {
    const { source, client, layout } = this.parts;
    source.listen(this);
    assumeCopied({ source, client, layout, stores: this.stores, config: this.config });
    this.unsynced = 0;
  }

  changed(change: Change): void {
    this.parts.client.gate.pass(() => {
      const store = ofType(this.stores, change.type);
      if (change.valueBytes === 0) store.delete(change.key, change.version, change);
      else store.upsert(change.key, change.valueBytes, change.version, change);
    });
  }

  formerOwnerGone(type: KeyType, key: number): void {
    if (this.parts.algorithm?.deletesForeignAddresses !== true) return;
    this.parts.client.gate.pass(() => {
      const store = this.stores[type];
      store.delete(key, store.wantedVersion(key), undefined);
    });
  }
}

function stampSent(change: Change, nowNs: TimeNs): void {
  for (let one: Change | undefined = change; one !== undefined; one = one.superseded) {
    if (one.sentNs < 0) one.sentNs = nowNs;
  }
}
