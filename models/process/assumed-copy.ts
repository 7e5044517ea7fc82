/**
 * A cluster's state as it stands in an etcd after a bootstrap that is long over: all keys on full leases, the canaries,
 * the cluster configuration. For runs that start in sync; nothing of it is simulated.
 * Simplification: the keys of one type lie on leases in a row, while four workers would have mixed them.
 */
import { canaryPrefix, configPrefix, dataPrefix, type Layout } from "../etcd/layout.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import {
  CANARY_VALUE_BYTES,
  CONFIG_VALUE_BYTES,
  KEY_TYPES,
  type KeyType,
} from "../kvstore/key-types.js";
import { MAX_KEYS_PER_LEASE } from "../kvstore/lease-manager.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import type { ClusterConfigKey } from "./cluster-config-key.js";

/** Puts everything there, and has the stores believe that they wrote it. */
export function assumeCopied(options: {
  readonly source: SourceCluster;
  readonly client: EtcdClient;
  readonly layout: Layout;
  readonly stores: Readonly<Record<KeyType, SyncStore>>;
  readonly config: ClusterConfigKey;
}): void {
  const { source, client, layout, stores, config } = options;
  const { etcd } = client;
  const alone = (): number => client.assumeLeases(1).firstLease;
  const configLease = alone();
  const configured = { key: 0, valueBytes: CONFIG_VALUE_BYTES, version: 1, change: undefined };
  etcd.store.preload(configPrefix(etcd, source.name), configured, configLease);
  config.assumeWritten(configLease);
  for (const type of KEY_TYPES) {
    const content = source.initialContent(type);
    const leases = client.assumeLeases(content.sizes.length);
    const assumed = {
      versions: content.versions,
      sizes: content.sizes,
      totalBytes: content.totalBytes,
      firstLease: leases.firstLease,
      keysBefore: leases.keysBefore,
      keysPerLease: MAX_KEYS_PER_LEASE,
    };
    etcd.store.preloadAll(dataPrefix(etcd, source.name, type, layout), assumed);
    const canaryLease = alone();
    const key = KEY_TYPES.indexOf(type);
    const canary = { key, valueBytes: CANARY_VALUE_BYTES, version: 1, change: undefined };
    etcd.store.preload(canaryPrefix(etcd, source.name), canary, canaryLease);
    stores[type].assumeSynced(assumed, canaryLease);
  }
}
