/**
 * The original topology: every agent of every cluster has one client for each remote cluster, connected to that
 * cluster's own clustermesh-apiserver etcd.
 * Clusters of one group are alike, so at each etcd their agents form one cohort.
 */
import type { BackgroundLoad, MeshParts } from "../mesh-parts.js";
import { addAgents, addOperators } from "./readers.js";

export function connectOriginal(parts: MeshParts): {
  readonly background: readonly BackgroundLoad[];
} {
  for (const remote of parts.clusters) {
    for (const group of parts.scenario.groups) {
      if (group.mocked) continue;
      const others = group.clusters - (remote.group === group ? 1 : 0);
      const reader = {
        etcd: remote.etcd,
        cluster: remote.name,
        layout: remote.layout,
        path: parts.network.betweenClusters(remote.group.region, group.region),
      };
      addAgents(parts, { ...reader, members: others * group.agents });
      addOperators(parts, { ...reader, members: others });
    }
  }
  return { background: [] };
}
