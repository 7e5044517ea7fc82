/**
 * What stands in the etcd of a cluster that is not observed, whatever way its mirror's puts are simulated: mirrored
 * keys, connections and watchers, as counts; and how many puts of what size the mirror of such a cluster would make.
 */
import { heartbeatPrefix } from "../etcd/layout.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Prefix } from "../etcd/keyspace.js";
import { NOBODY, StreamGroup } from "../etcd/watch-group.js";
import { deleteEventBytes, putEventBytes } from "../etcd/wire-size.js";
import { KEY_BYTES, KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import type { MeshCluster, MeshParts } from "../mesh-parts.js";
import { removedShare } from "./churn.js";

/** heartbeat, synced, four data prefixes; and the cluster configuration where it is watched. */
const AGENT_WATCHERS = 6;

export interface UnobservedPresence {
  readonly etcd: EtcdMember;
  /** Stands for all that the mirror writes; the cluster's agents watch it. */
  readonly prefix: Prefix;
  /** Changes of all remote clusters per second. */
  readonly changesPerSecond: number;
  /** A put of so many bytes is told in as many as a change is in the mean, removals included. */
  readonly changedBytes: number;
}

/** Puts everything there. */
export function unobservedPresence(parts: MeshParts, cluster: MeshCluster): UnobservedPresence {
  const etcd = onlyEtcd(cluster);
  const prefix = etcd.keyspace.prefix("cilium/cache (not observed)", KEY_BYTES.ip.cache);
  let changesPerSecond = 0;
  let toldPerSecond = 0;
  let keys = 0;
  let bytes = 0;
  for (const remote of parts.clusters) {
    if (remote === cluster) continue;
    for (const type of KEY_TYPES) {
      const { count, totalBytes } = remote.source.tables[type];
      keys += count;
      bytes += totalBytes;
      const qps = changesOf(remote, type);
      changesPerSecond += qps;
      toldPerSecond += qps * toldBytes(type, totalBytes / Math.max(1, count));
    }
  }
  prefix.assume(keys, bytes);
  addSessions(parts, { cluster, etcd, prefix });
  const told = toldPerSecond / Math.max(1e-9, changesPerSecond);
  const changedBytes = Math.max(1, Math.round(told - putEventBytes(prefix.keyBytes, 0)));
  return { etcd, prefix, changesPerSecond, changedBytes };
}

/** Keys of a type that a cluster changes in a second. */
function changesOf({ group, source }: MeshCluster, type: KeyType): number {
  switch (type) {
    case "nodes":
      return group.nodesQPS;
    case "identities":
      return group.identitiesQPS;
    case "services":
      return group.servicesQPS;
    case "ip":
      return group.endpointsQPS * source.addressesPerEndpoint;
  }
}

/** Mean size of what is told of one change. */
function toldBytes(type: KeyType, valueBytes: number): number {
  const key = KEY_BYTES[type].cache;
  const removed = removedShare(type);
  return removed * deleteEventBytes(key) + (1 - removed) * putEventBytes(key, valueBytes);
}

function addSessions(
  parts: MeshParts,
  {
    cluster,
    etcd,
    prefix,
  }: { readonly cluster: MeshCluster; readonly etcd: EtcdMember; readonly prefix: Prefix },
): void {
  const { group } = cluster;
  const remotes = parts.clusters.length - 1;
  const local = parts.network.sameCluster();
  const agents = new StreamGroup({ members: group.agents, client: "agent", path: local });
  etcd.sessions.addConnections(agents, group.agents * remotes);
  const watchers = AGENT_WATCHERS + (parts.behaviour.watchesClusterConfig ? 1 : 0);
  etcd.sessions.addWatchers(agents, group.agents * remotes * watchers);
  const mirror = new StreamGroup({ members: 1, client: "kvstoremesh", path: local });
  etcd.sessions.addConnections(mirror, 1);
  etcd.sessions.addWatchers(mirror, 1);
  etcd.hub.register({
    stream: agents,
    prefix,
    sink: NOBODY,
    token: 0,
    nextRevision: etcd.revision + 1,
    hold: undefined,
  });
  // Every agent's client of every remote cluster watches the heartbeat, on a connection of its own.
  if (group.agents * remotes === 0) return;
  etcd.hub.register({
    stream: new StreamGroup({ members: group.agents * remotes, client: "agent", path: local }),
    prefix: heartbeatPrefix(etcd),
    sink: NOBODY,
    token: 0,
    nextRevision: etcd.revision + 1,
    hold: undefined,
  });
}

/** A cluster that is not observed has no incidents: its etcd is never replaced. */
function onlyEtcd({ name, service }: MeshCluster): EtcdMember {
  const [etcd] = service.all;
  if (etcd === undefined) throw new Error(`${name} should have an etcd`);
  return etcd;
}
