/**
 * The same as unobserved-mirror.ts without an event for each put: the mirror's puts are a flow (etcd/background.ts), so
 * that hundreds of clusters that are not observed cost what their own changes cost. Their etcds' counters, CPU and
 * memory grow by the flow's mean; their own writes wait behind what the mirrors of the mesh hear.
 * Also there, and left out by unobserved-mirror.ts: the heartbeat goes to every client of every agent, and puts are as
 * large as changes.
 */
import type { Background } from "../etcd/background.js";
import { heartbeatPrefix } from "../etcd/layout.js";
import type { EtcdMember } from "../etcd/member.js";
import { NOBODY, StreamGroup } from "../etcd/watch-group.js";
import { putEventBytes } from "../etcd/wire-size.js";
import type { BackgroundLoad, MeshCluster, MeshParts } from "../mesh-parts.js";
import { MIRROR_EVENT_NS } from "../process/agent-costs.js";
import { HeardPuts, PacedPuts, type MirroredChanges } from "./mirrored-changes.js";
import { unobservedPresence } from "./unobserved-presence.js";

export class FluidMirror implements BackgroundLoad {
  private readonly parts: MeshParts;
  private readonly background: Background;

  /** @param changes what mirrors like this one hear. */
  constructor(parts: MeshParts, cluster: MeshCluster, changes: MirroredChanges) {
    this.parts = parts;
    const { etcd, prefix, changesPerSecond, changedBytes } = unobservedPresence(parts, cluster);
    const { qps, maxInflight } = parts.scenario.kvstoremesh;
    const { agents } = cluster.group;
    const ratePerSecond = Math.min(changesPerSecond, qps);
    const arrivals =
      changesPerSecond < qps
        ? new HeardPuts(changes, {
            own: cluster.index,
            delayNs: MIRROR_EVENT_NS + parts.network.samePod().oneWayNs,
          })
        : new PacedPuts(changes, {
            random: parts.sim.random(`paced/${cluster.name}`),
            ratePerSecond,
            meanBytes: putEventBytes(prefix.keyBytes, changedBytes),
          });
    this.background = etcd.addBackground(
      { arrivals, ratePerSecond, maxInflight },
      { prefix, valueBytes: changedBytes, watchers: agents },
    );
    const everyClient = agents * (parts.clusters.length - 1);
    if (everyClient > 0) this.watchHeartbeat(etcd, everyClient);
  }

  start(): void {
    this.background.start(this.parts.sim.nowNs);
  }

  stop(): void {
    this.background.stop(this.parts.sim.nowNs);
  }

  private watchHeartbeat(etcd: EtcdMember, members: number): void {
    const path = this.parts.network.sameCluster();
    etcd.hub.register({
      stream: new StreamGroup({ members, client: "agent", path }),
      prefix: heartbeatPrefix(etcd),
      sink: NOBODY,
      token: 0,
      nextRevision: etcd.revision + 1,
      hold: undefined,
    });
  }
}
