/**
 * Writes what one source cluster exports into an etcd: one SyncStore for each kind of object, each with one worker,
 * all through one client; then the canaries. Used by clustermesh-apiserver and by the mock.
 * Real behaviour: cilium/cilium v1.20.0 clustermesh-apiserver/clustermesh/; cilium/scaffolding cmapisrv-mock.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import { canaryPrefix, configPrefix, dataPrefix, type Layout } from "../etcd/layout.js";
import type { Change } from "../kvstore/change.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import {
  CANARY_VALUE_BYTES,
  CONFIG_VALUE_BYTES,
  KEY_TYPES,
  type KeyType,
} from "../kvstore/key-types.js";
import type { Gauge } from "../../src/measure/gauge.js";
import { SyncStore } from "../kvstore/sync-store.js";
import type { SourceCluster } from "../workload/source-cluster.js";

export interface ClusterWriterParts {
  readonly source: SourceCluster;
  readonly client: EtcdClient;
  readonly layout: Layout;
  /** Keys that wait in all stores of the process. */
  readonly waiting: Gauge;
  readonly onCancelled: (change: Change) => void;
  /** All canaries are written. */
  readonly onSynced: () => void;
}

export class ClusterWriter {
  readonly stores: Readonly<Record<KeyType, SyncStore>>;
  private readonly parts: ClusterWriterParts;
  private unsynced: number = KEY_TYPES.length;

  constructor(sim: Simulation, parts: ClusterWriterParts) {
    this.parts = parts;
    const { source, client, layout } = parts;
    const store = (type: KeyType): SyncStore =>
      new SyncStore(sim, {
        client,
        prefix: dataPrefix(client.etcd, source.name, type, layout),
        canaryPrefix: canaryPrefix(client.etcd, source.name),
        canaryKey: KEY_TYPES.indexOf(type),
        onSent: stampSent,
        waiting: parts.waiting,
        onCancelled: parts.onCancelled,
      });
    this.stores = {
      nodes: store("nodes"),
      identities: store("identities"),
      services: store("services"),
      ip: store("ip"),
    };
    source.onChange = (change) => this.take(change);
  }

  get drained(): boolean {
    return KEY_TYPES.every((type) => this.stores[type].drained);
  }

  get errors(): number {
    let sum = 0;
    for (const type of KEY_TYPES) sum += this.stores[type].errors;
    return sum;
  }

  /** Writes the cluster's configuration and queues everything that exists. */
  start(): void {
    const { source, client } = this.parts;
    writeConfig(client, source.name);
    for (const type of KEY_TYPES) {
      const table = source.tables[type];
      const store = this.stores[type];
      for (const key of table.keys()) {
        store.upsert(key, table.sizeOf(key), table.version(key), undefined);
      }
      store.synced(() => {
        this.unsynced -= 1;
        if (this.unsynced === 0) this.parts.onSynced();
      });
    }
  }

  /** Starts with everything written already, as a mock that was ready before the clock started. */
  startWritten(): void {
    const { source, client, layout } = this.parts;
    const { etcd } = client;
    etcd.preload(configPrefix(etcd, source.name), 0, CONFIG_VALUE_BYTES, 1);
    for (const type of KEY_TYPES) {
      const table = source.tables[type];
      const prefix = dataPrefix(etcd, source.name, type, layout);
      for (const key of table.keys()) {
        etcd.preload(prefix, key, table.sizeOf(key), table.version(key));
        this.stores[type].assumeWritten(key, table.sizeOf(key), table.version(key));
      }
      const canaryKey = KEY_TYPES.indexOf(type);
      etcd.preload(canaryPrefix(etcd, source.name), canaryKey, CANARY_VALUE_BYTES, 1);
    }
    this.unsynced = 0;
    this.parts.onSynced();
  }

  private take(change: Change): void {
    const store = this.stores[change.type];
    if (change.kind === "delete") store.delete(change.key, change.version, change);
    else store.upsert(change.key, change.valueBytes, change.version, change);
  }
}

/** Puts the cluster-config key; readers wait for it. */
export function writeConfig(client: EtcdClient, cluster: string): void {
  const event = { key: 0, valueBytes: CONFIG_VALUE_BYTES, version: 1, change: undefined };
  client.put(configPrefix(client.etcd, cluster), event, { newKey: true, done: () => undefined });
}

function stampSent(change: Change, nowNs: TimeNs): void {
  for (let one: Change | undefined = change; one !== undefined; one = one.superseded) {
    if (one.sentNs < 0) one.sentNs = nowNs;
  }
}
