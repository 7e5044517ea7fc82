/** How many objects exist in a mesh now. */
import type { Simulation } from "../../src/engine/simulation.js";
import { GrowthOfClusters } from "../apart/change-record.js";
import { ofEachType, ofType, type KeyType } from "../kvstore/key-types.js";
import type { Mesh } from "../mesh.js";
import type { SourceCluster } from "../workload/source-cluster.js";

export class ObjectCounts {
  private readonly sim: Simulation;
  /** Those in which something happens here; what the others have is known from the record. */
  private readonly sources: readonly SourceCluster[];
  private readonly others: Readonly<Record<KeyType, number>>;
  private readonly growth: GrowthOfClusters | undefined;

  constructor({ sim, clusters, share }: Mesh) {
    this.sim = sim;
    const all = clusters.map(({ source }) => source);
    this.sources = all.filter(({ isForetold }) => !isForetold);
    const others = all.filter(({ isForetold }) => isForetold);
    // What they began with: of what is in their tables the record may tell already.
    const sum = (type: KeyType): number =>
      others.reduce((total, source) => total + source.initialContent(type).versions.length, 0);
    this.others = ofEachType(sum);
    const isOther = new Set(others.map(({ index }) => index));
    this.growth =
      share.holds === "receivers"
        ? new GrowthOfClusters(share.record.changes, (cluster) => isOther.has(cluster))
        : undefined;
  }

  of(type: KeyType): number {
    let sum = ofType(this.others, type) + (this.growth?.until(type, this.sim.nowNs) ?? 0);
    for (const { tables } of this.sources) sum += ofType(tables, type).count;
    return sum;
  }
}
