/**
 * The clusters of a mesh as a picture or a list shows them: where each one is, and how busy it was in each topology.
 * Not the result of a simulation by itself: names and regions come from the scenario, loads from summary.json.
 */
import { clusterName } from "../scenario/resolve-incidents.js";
import type { TopologyName } from "../scenario/scenario.js";
import type { RunDocuments } from "./run-documents.js";
import { findRows, valuesByCluster } from "./run-documents.js";

/** Under which label the figures of the etcd stand that all mocked clusters share. */
export const MOCK_ETCD = "mock";

/** One cluster of the scenario. */
export interface MeshCluster {
  readonly name: string;
  readonly group: string;
  readonly region: string;
  readonly agents: number;
  readonly nodes: number;
  readonly mocked: boolean;
}

/** How busy one cluster was: its busiest station, by mean over the measured window. */
export interface ClusterLoad {
  readonly station: string;
  /** 1 = 100 %. */
  readonly utilization: number;
  /** Connections of its etcd, the most at any time. */
  readonly connections: number;
  /** The cluster whose load this is, when its own was not simulated. */
  readonly like?: string;
}

/** All clusters, in the scenario's order. */
export function meshClusters(docs: RunDocuments): readonly MeshCluster[] {
  return docs.manifest.scenario.groups.flatMap((group) =>
    Array.from({ length: group.clusters }, (_, index) => ({
      name: clusterName(group.firstClusterID + index),
      group: group.name,
      region: group.region,
      agents: group.agents,
      nodes: group.nodes,
      mocked: group.mocked,
    })),
  );
}

/**
 * The load of each etcd that has figures, by the cluster's name; that of mocked clusters under MOCK_ETCD. A cluster that
 * is not simulated in full has no figure of its kvstoremesh: it takes that of one of its group that is, which is like it.
 */
export function clusterLoads(
  docs: RunDocuments,
  topology: TopologyName,
): ReadonlyMap<string, ClusterLoad> {
  const connections = valuesByCluster(docs, { topology, metric: "etcd_connections", stat: "max" });
  const loads = new Map<string, ClusterLoad>();
  const stations = new Map<string, number>();
  const query = { topology, metric: "station_utilization", stat: "mean" };
  for (const { labels, value } of findRows(docs, query)) {
    const { cluster, station } = labels;
    if (cluster === undefined || station === undefined || cluster === "all") continue;
    stations.set(cluster, (stations.get(cluster) ?? 0) + 1);
    const known = loads.get(cluster);
    if (known !== undefined && known.utilization >= value) continue;
    const count = connections.get(cluster) ?? 0;
    loads.set(cluster, { station, utilization: value, connections: count });
  }
  const fullest = new Map<string, string>();
  const kept = (name: string | undefined): number => stations.get(name ?? "") ?? 0;
  for (const { name, group } of meshClusters(docs)) {
    if (kept(name) > kept(fullest.get(group))) fullest.set(group, name);
  }
  for (const { name, group } of meshClusters(docs)) {
    const like = fullest.get(group);
    const load = loads.get(like ?? "");
    if (like === undefined || load === undefined || kept(name) === kept(like)) continue;
    const own = loads.get(name);
    const count = own === undefined ? (connections.get(name) ?? 0) : own.connections;
    loads.set(name, { ...load, connections: count, like });
  }
  return loads;
}
