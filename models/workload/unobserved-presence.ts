/**
 * What stands in the etcd of a cluster that is not observed, whatever way its mirror's puts are simulated: mirrored
 * keys, connections and watchers, as counts; and how many puts of what size the mirror of such a cluster would make.
 */
import type { EtcdMember } from "../etcd/member.js";
import type { Prefix } from "../etcd/keyspace.js";
import { NOBODY, StreamGroup } from "../etcd/watch-group.js";
import { KEY_BYTES, KEY_TYPES } from "../kvstore/key-types.js";
import type { MeshCluster, MeshParts } from "../mesh-parts.js";

/** heartbeat, synced, four data prefixes; and the cluster configuration where it is watched. */
const AGENT_WATCHERS = 6;

export interface UnobservedPresence {
  readonly etcd: EtcdMember;
  /** Stands for all that the mirror writes; the cluster's agents watch it. */
  readonly prefix: Prefix;
  /** Changes of all remote clusters per second. */
  readonly changesPerSecond: number;
  /** Mean size of a value. */
  readonly valueBytes: number;
}

/** Puts everything there. */
export function unobservedPresence(parts: MeshParts, cluster: MeshCluster): UnobservedPresence {
  const etcd = onlyEtcd(cluster);
  const prefix = etcd.keyspace.prefix("cilium/cache (not observed)", KEY_BYTES.ip.cache);
  let changesPerSecond = 0;
  let keys = 0;
  let bytes = 0;
  for (const remote of parts.clusters) {
    if (remote === cluster) continue;
    const { group, source } = remote;
    changesPerSecond += group.nodesQPS + group.identitiesQPS + group.servicesQPS;
    changesPerSecond += group.endpointsQPS * source.addressesPerEndpoint;
    for (const type of KEY_TYPES) {
      keys += source.tables[type].count;
      bytes += source.tables[type].totalBytes;
    }
  }
  prefix.assume(keys, bytes);
  addSessions(parts, { cluster, etcd, prefix });
  const valueBytes = Math.max(1, Math.round(bytes / Math.max(1, keys)));
  return { etcd, prefix, changesPerSecond, valueBytes };
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
}

/** A cluster that is not observed has no incidents: its etcd is never replaced. */
function onlyEtcd({ name, service }: MeshCluster): EtcdMember {
  const [etcd] = service.all;
  if (etcd === undefined) throw new Error(`${name} should have an etcd`);
  return etcd;
}
