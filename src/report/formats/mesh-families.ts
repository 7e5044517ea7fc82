/**
 * What agents of a real mesh report of its size (pkg/clustermesh/metrics.go of Cilium), from the scenario: with it the
 * importer finds the same counts again. Identities are not counted by Cilium, so their metric has a name of our own.
 */
import { clusterName } from "../../scenario/resolve-incidents.js";
import type { ClusterGroup, Scenario } from "../../scenario/scenario.js";
import type { Family } from "./openmetrics.js";
import type { Window } from "./window.js";

const COUNTS: readonly (readonly [
  name: string,
  help: string,
  count: (group: ClusterGroup) => number,
])[] = [
  ["cilium_clustermesh_remote_cluster_nodes", "Nodes of a remote cluster", (group) => group.nodes],
  [
    "cilium_clustermesh_remote_cluster_endpoints",
    "Endpoints of a remote cluster",
    (group) => group.endpoints,
  ],
  [
    "cilium_clustermesh_remote_cluster_services",
    "Global services of a remote cluster",
    (group) => group.services,
  ],
  [
    "clustermesh_sim_remote_cluster_identities",
    "Identities of a remote cluster",
    (group) => group.identities,
  ],
];

/** Each cluster as seen by another one: the first sees all others, and the last one sees the first. */
export function meshFamilies(scenario: Scenario, { end }: Window): readonly Family[] {
  const clusters = scenario.groups.flatMap((group) =>
    Array.from({ length: group.clusters }, (_, index) => ({
      group,
      name: clusterName(group.firstClusterID + index),
    })),
  );
  const first = clusters[0]?.name ?? "";
  const last = clusters.at(-1)?.name ?? "";
  if (first === last) return [];
  const remote = COUNTS.map(([name, help, count]): Family => ({
    name,
    type: "gauge",
    help,
    series: clusters.map(({ group, name: target_cluster }) => ({
      suffix: "",
      labels: { source_cluster: target_cluster === first ? last : first, target_cluster },
      points: [{ t: end, value: count(group) }],
    })),
  }));
  const total: Family = {
    name: "cilium_clustermesh_remote_clusters",
    type: "gauge",
    help: "Remote clusters that are meshed with a cluster",
    series: [
      {
        suffix: "",
        labels: { source_cluster: first },
        points: [{ t: end, value: clusters.length - 1 }],
      },
    ],
  };
  return [...remote, total];
}
