/**
 * What the mirror of a cluster that is not observed does to its own etcd: puts at the rate of all remote churn (at
 * most the limiter's rate), each fanned out to the cluster's agents, so that the cluster's own writes wait behind them
 * as they would. Connections, watchers and mirrored keys are there as counts.
 * Approximation: puts arrive at random (Poisson) with the mean size of a change, instead of in the mesh's order; the
 * bootstrap of such a cluster is not simulated.
 */
import type { RandomStream } from "../../src/engine/random-stream.js";
import { NS_PER_SECOND } from "../../src/engine/time.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Prefix } from "../etcd/keyspace.js";
import { StreamGroup } from "../etcd/watch-group.js";
import { KEY_BYTES, KEY_TYPES } from "../kvstore/key-types.js";
import type { MeshCluster, MeshParts } from "../mesh-parts.js";

/** heartbeat, synced, four data prefixes; and the cluster configuration where it is watched. */
const AGENT_WATCHERS = 6;

export class UnobservedMirror {
  private readonly parts: MeshParts;
  private readonly cluster: MeshCluster;
  private readonly prefix: Prefix;
  private readonly random: RandomStream;
  private readonly ratePerSecond: number;
  private readonly valueBytes: number;
  private running = false;
  private version = 0;

  constructor(parts: MeshParts, cluster: MeshCluster) {
    this.parts = parts;
    this.cluster = cluster;
    this.random = parts.sim.random(`unobserved/${cluster.name}`);
    const etcd = onlyEtcd(cluster);
    this.prefix = etcd.keyspace.prefix("cilium/cache (not observed)", KEY_BYTES.ip.cache);
    let rate = 0;
    let keys = 0;
    let bytes = 0;
    for (const remote of parts.clusters) {
      if (remote === cluster) continue;
      const { group, source } = remote;
      rate += group.nodesQPS + group.identitiesQPS + group.servicesQPS;
      rate += group.endpointsQPS * source.addressesPerEndpoint;
      for (const type of KEY_TYPES) {
        keys += source.tables[type].count;
        bytes += source.tables[type].totalBytes;
      }
    }
    this.ratePerSecond = Math.min(rate, parts.scenario.kvstoremesh.qps);
    this.valueBytes = Math.max(1, Math.round(bytes / Math.max(1, keys)));
    this.prefix.assume(keys, bytes);
    this.addSessions();
  }

  start(): void {
    this.running = true;
    if (this.ratePerSecond > 0) this.next();
  }

  stop(): void {
    this.running = false;
  }

  private addSessions(): void {
    const { group } = this.cluster;
    const etcd = onlyEtcd(this.cluster);
    const remotes = this.parts.clusters.length - 1;
    const { watchesClusterConfig } = this.parts.behaviour;
    const local = this.parts.network.sameCluster();
    const agents = new StreamGroup({ members: group.agents, client: "agent", path: local });
    etcd.sessions.addConnections(agents, group.agents * remotes);
    const watchers = AGENT_WATCHERS + (watchesClusterConfig ? 1 : 0);
    etcd.sessions.addWatchers(agents, group.agents * remotes * watchers);
    const mirror = new StreamGroup({ members: 1, client: "kvstoremesh", path: local });
    etcd.sessions.addConnections(mirror, 1);
    etcd.sessions.addWatchers(mirror, 1);
    etcd.hub.register({
      stream: agents,
      prefix: this.prefix,
      sink: () => undefined,
      cancelled: () => undefined,
      nextRevision: etcd.revision + 1,
      hold: undefined,
    });
  }

  private next(): void {
    const gapNs = this.random.exponential(NS_PER_SECOND / this.ratePerSecond);
    this.parts.sim.schedule(gapNs, () => this.put(), "unobserved mirror");
  }

  private put(): void {
    if (!this.running) return;
    this.version += 1;
    const event = {
      key: 0,
      valueBytes: this.valueBytes,
      version: this.version,
      change: undefined,
    };
    const { prefix } = this;
    onlyEtcd(this.cluster).put({ prefix, event, lease: 0, leaseKeys: 0, done: () => undefined });
    this.next();
  }
}

/** A cluster that is not observed has no incidents: its etcd is never replaced. */
function onlyEtcd({ name, service }: MeshCluster): EtcdMember {
  const [etcd] = service.all;
  if (etcd === undefined) throw new Error(`${name} should have an etcd`);
  return etcd;
}
