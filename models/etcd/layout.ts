/**
 * Where things lie in a clustermesh etcd. A cluster writes its own state under `cilium/state`; what a mirror (or the
 * mock) writes for a cluster lies under `cilium/cache`, with the cluster's name in the key.
 * Source: cilium/cilium v1.20.0 pkg/kvstore/kvstore.go `StateToCachePrefix`, pkg/kvstore/store/syncstore.go.
 */
import {
  CANARY_KEY_BYTES,
  CONFIG_KEY_BYTES,
  HEARTBEAT_KEY_BYTES,
  KEY_BYTES,
  type KeyType,
} from "../kvstore/key-types.js";
import type { EtcdMember } from "./member.js";
import type { Prefix } from "./keyspace.js";

/** `state`: the cluster's own etcd; `cache`: a copy for one of several clusters. */
export type Layout = "state" | "cache";

export function heartbeatPrefix(etcd: EtcdMember): Prefix {
  return etcd.keyspace.prefix("cilium/.heartbeat", HEARTBEAT_KEY_BYTES);
}

export function configPrefix(etcd: EtcdMember, cluster: string): Prefix {
  return etcd.keyspace.prefix(`cilium/cluster-config/${cluster}`, CONFIG_KEY_BYTES);
}

export function canaryPrefix(etcd: EtcdMember, cluster: string): Prefix {
  return etcd.keyspace.prefix(`cilium/synced/${cluster}`, CANARY_KEY_BYTES);
}

export function dataPrefix(
  etcd: EtcdMember,
  cluster: string,
  type: KeyType,
  layout: Layout,
): Prefix {
  const name = `cilium/${layout}/${type}/v1/${cluster}`;
  return etcd.keyspace.prefix(name, KEY_BYTES[type][layout]);
}

/** Service exports: watched by kvstoremesh, empty in these models. */
export function serviceExportsPrefix(etcd: EtcdMember, cluster: string, layout: Layout): Prefix {
  return etcd.keyspace.prefix(`cilium/${layout}/serviceexports/v1/${cluster}`, 64);
}
