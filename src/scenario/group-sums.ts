/**
 * What a group's clusters have and do, over all kinds of objects.
 */
import type { ClusterGroup } from "./scenario.js";

/** Objects of one cluster, each a key of its etcd (two for an endpoint of a dual stack). */
export function keysOf({ nodes, identities, endpoints, services }: ClusterGroup): number {
  return nodes + identities + endpoints + services;
}

/** Changes per second of one cluster while churn runs. */
export function changesPerSecond(group: ClusterGroup): number {
  return group.nodesQPS + group.identitiesQPS + group.endpointsQPS + group.servicesQPS;
}
