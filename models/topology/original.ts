/**
 * The original topology: every agent of every cluster has one client for each remote cluster, connected to that
 * cluster's own clustermesh-apiserver etcd.
 * Clusters of one group are alike, so at each etcd their agents form one cohort; a cluster that an incident names has
 * cohorts of its own.
 */
import type { MeshCluster, Topology } from "../mesh-parts.js";
import { addAgents, addOperators } from "./readers.js";

export const ORIGINAL: Topology = {
  summary: "Every agent reads the clustermesh-apiserver etcd of every remote cluster.",
  newKvstoremesh: undefined,
  connect: (parts) => {
    for (const remote of parts.clusters) {
      for (const clusters of alike(parts.clusters, remote)) {
        const [first] = clusters;
        if (first === undefined) continue;
        const reader = {
          remote,
          service: remote.service,
          layout: remote.layout,
          clusters,
          path: parts.network.betweenClusters(
            { region: remote.group.region, clusters: [remote.name] },
            { region: first.group.region, clusters: clusters.map(({ name }) => name) },
          ),
        };
        addAgents(parts, { ...reader, members: clusters.length * first.group.agents });
        addOperators(parts, { ...reader, members: clusters.length });
      }
    }
    return { background: [] };
  },
};

/** The other clusters, in sets whose agents cannot be told apart. */
function alike(
  clusters: readonly MeshCluster[],
  remote: MeshCluster,
): readonly (readonly MeshCluster[])[] {
  const sets = new Map<string, MeshCluster[]>();
  for (const cluster of clusters) {
    if (cluster === remote || cluster.group.mocked) continue;
    const key = cluster.named ? cluster.name : `group ${cluster.group.name}`;
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [cluster]);
    else set.push(cluster);
  }
  return [...sets.values()];
}
