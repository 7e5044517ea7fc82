/**
 * What a plan can vary: clusters, nodes, endpoints or churn. An axis reads today's value of a scenario and gives the
 * scenario with another; what hangs on it moves along, so that a larger cluster also has more pods and more changes.
 * With groups of unlike clusters the proportions are kept, unless one group is named. Pure.
 */
import { changesPerSecond } from "../scenario/group-sums.js";
import type { ClusterGroup, Scenario } from "../scenario/scenario.js";

/** Names of the axes. */
export const AXES = ["clusters", "nodes", "endpoints", "churn"] as const;
export type AxisName = (typeof AXES)[number];

/** A quantity of a scenario that can be varied. */
export interface Axis {
  readonly name: AxisName;
  /** What one unit is, as in "nodes per cluster (of the largest group)". */
  readonly unit: string;
  /** Values are whole numbers, except churn's. */
  readonly whole: boolean;
  readonly today: number;
  readonly at: (value: number) => Scenario;
}

/** Cluster IDs end here, whatever is set. */
export const MOST_CLUSTERS = 511;

/** The axis of a scenario. `group` limits it to the clusters of that group. */
export function axisOf(scenario: Scenario, name: AxisName, group?: string): Axis {
  const chosen = scenario.groups.filter((one) => group === undefined || one.name === group);
  const where = group === undefined ? "" : ` of group ${group}`;
  const largest = (of: (one: ClusterGroup) => number): number => Math.max(0, ...chosen.map(of));
  const change = (replace: (one: ClusterGroup) => ClusterGroup): Scenario => ({
    ...scenario,
    groups: scenario.groups.map((one) => (chosen.includes(one) ? replace(one) : one)),
  });
  const base = { name, whole: name !== "churn" };
  const several = chosen.length > 1 ? ", of the largest kind" : "";
  switch (name) {
    case "clusters": {
      const today = chosen.reduce((sum, one) => sum + one.clusters, 0);
      const at = (value: number): Scenario => withClusters(scenario, chosen, value);
      return { ...base, unit: `clusters${where}`, today, at };
    }
    case "nodes": {
      const today = largest((one) => one.nodes);
      const at = (value: number): Scenario => change((one) => scaleCluster(one, value / today));
      return { ...base, unit: `nodes a cluster${where}${several}`, today, at };
    }
    case "endpoints": {
      const today = largest((one) => one.endpoints);
      const at = (value: number): Scenario => change((one) => scaleEndpoints(one, value / today));
      return { ...base, unit: `endpoints a cluster${where}${several}`, today, at };
    }
    case "churn": {
      const today = largest(changesPerSecond);
      const at = (value: number): Scenario => change((one) => scaleChurn(one, value / today));
      return { ...base, unit: `changes/s a cluster${where}${several}`, today, at };
    }
  }
}

/** Nodes, and with them agents, pods and the changes of both. Identities and services belong to applications. */
function scaleCluster(group: ClusterGroup, factor: number): ClusterGroup {
  return {
    ...scaleEndpoints(group, factor),
    nodes: Math.round(group.nodes * factor),
    agents: Math.round(group.agents * factor),
    nodesQPS: group.nodesQPS * factor,
  };
}

function scaleEndpoints(group: ClusterGroup, factor: number): ClusterGroup {
  return {
    ...group,
    endpoints: Math.round(group.endpoints * factor),
    endpointsQPS: group.endpointsQPS * factor,
  };
}

function scaleChurn(group: ClusterGroup, factor: number): ClusterGroup {
  return {
    ...group,
    nodesQPS: group.nodesQPS * factor,
    identitiesQPS: group.identitiesQPS * factor,
    endpointsQPS: group.endpointsQPS * factor,
    servicesQPS: group.servicesQPS * factor,
  };
}

/**
 * So many clusters in the chosen groups, in today's proportions. Each further cluster goes to the group that has the
 * least for its share (the method of Webster), so a larger mesh contains every smaller one. IDs are given out anew.
 */
function withClusters(
  scenario: Scenario,
  chosen: readonly ClusterGroup[],
  clusters: number,
): Scenario {
  const counts = new Map(chosen.map((group) => [group, 0]));
  for (let given = 0; given < clusters; given++) {
    let next: ClusterGroup | undefined;
    let best = 0;
    for (const [group, count] of counts) {
      const claim = group.clusters / (count + 0.5);
      if (claim > best) [next, best] = [group, claim];
    }
    if (next !== undefined) counts.set(next, (counts.get(next) ?? 0) + 1);
  }
  let firstClusterID = 1;
  const groups = scenario.groups.flatMap((group): readonly ClusterGroup[] => {
    const count = counts.get(group) ?? group.clusters;
    if (count === 0) return [];
    const placed = { ...group, clusters: count, firstClusterID };
    firstClusterID += count;
    return [placed];
  });
  return { ...scenario, groups };
}
