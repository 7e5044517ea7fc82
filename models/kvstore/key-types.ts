/**
 * The kinds of keys that clusters exchange, and what they are called in etcd.
 * Source: cilium/cilium v1.20.0 pkg/kvstore/kvstore.go, pkg/node/store/store.go, pkg/clustermesh/store/store.go.
 * Key lengths are those of cluster names such as "cluster-001". Confidence: documented (computed).
 * Not modelled: service exports and endpoint slices as data (their watchers are counted), identity value/ keys.
 */

/** Data prefixes of one cluster, in the order in which a SyncStore is made for each. */
export const KEY_TYPES = ["nodes", "identities", "services", "ip"] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** One for each type. */
export function ofEachType<T>(make: (type: KeyType) => T): Record<KeyType, T> {
  return {
    nodes: make("nodes"),
    identities: make("identities"),
    services: make("services"),
    ip: make("ip"),
  };
}

/** What stands for a type. As `by[type]`, which V8 looks up in a table of the process once it has seen all four. */
export function ofType<T>(by: Readonly<Record<KeyType, T>>, type: KeyType): T {
  switch (type) {
    case "ip":
      return by.ip;
    case "identities":
      return by.identities;
    case "nodes":
      return by.nodes;
    case "services":
      return by.services;
  }
}

/** Bytes of a key under `cilium/state/` (source etcd) and `cilium/cache/` (KVStoreMesh). */
export const KEY_BYTES: Readonly<
  Record<KeyType, { readonly state: number; readonly cache: number }>
> = {
  nodes: { state: 60, cache: 60 },
  identities: { state: 38, cache: 50 },
  services: { state: 64, cache: 64 },
  ip: { state: 41, cache: 45 },
};

/** `cilium/cluster-config/<cluster>`, about 120 bytes of JSON. */
export const CONFIG_KEY_BYTES = 33;
export const CONFIG_VALUE_BYTES = 120;
/** `cilium/synced/<cluster>/cilium/state/<type>/v1`, an RFC 3339 time. */
export const CANARY_KEY_BYTES = 50;
export const CANARY_VALUE_BYTES = 25;
/** `cilium/.heartbeat`, an RFC 3339 time. */
export const HEARTBEAT_KEY_BYTES = 17;
export const HEARTBEAT_VALUE_BYTES = 25;
