/**
 * The same as unobserved-mirror.ts without an event for each put: the mirror's puts are a flow (etcd/background.ts), so
 * that hundreds of clusters that are not observed cost what their own changes cost. Their etcds' counters, CPU and
 * memory grow by the flow's mean; their own writes wait behind what the mirrors of the mesh hear.
 */
import type { Background } from "../etcd/background.js";
import type { BackgroundLoad, MeshCluster, MeshParts } from "../mesh-parts.js";
import type { MirroredChanges } from "./mirrored-changes.js";
import { unobservedPresence } from "./unobserved-presence.js";
import { unobservedPuts } from "./unobserved-puts.js";

export class FluidMirror implements BackgroundLoad {
  private readonly parts: MeshParts;
  private readonly background: Background;

  /** @param changes what mirrors like this one hear. */
  constructor(parts: MeshParts, cluster: MeshCluster, changes: MirroredChanges) {
    this.parts = parts;
    const presence = unobservedPresence(parts, cluster);
    const puts = unobservedPuts(parts, { cluster, presence, changes });
    const { etcd, prefix, changedBytes } = presence;
    this.background = etcd.addBackground(
      { ...puts, maxInflight: parts.scenario.kvstoremesh.maxInflight },
      { prefix, valueBytes: changedBytes, watchers: cluster.group.agents },
    );
  }

  start(): void {
    this.background.start(this.parts.sim.nowNs);
  }

  stop(): void {
    this.background.stop(this.parts.sim.nowNs);
  }
}
