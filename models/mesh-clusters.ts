/**
 * Which clusters a scenario has: names, IDs, and how closely each is simulated. A cluster that an incident names is
 * always observed, and its processes are kept apart from those of clusters that are otherwise like it.
 */
import type { Simulation } from "../src/engine/simulation.js";
import { clusterName } from "../src/scenario/resolve-incidents.js";
import type { ClusterGroup, Scenario, TopologyName } from "../src/scenario/scenario.js";

export interface ListedCluster {
  readonly id: number;
  readonly name: string;
  readonly group: ClusterGroup;
}

/** All clusters of a scenario, in order of their groups. Names follow cmapisrv-mock: `cluster-007`. */
export function listClusters(scenario: Scenario): readonly ListedCluster[] {
  return scenario.groups.flatMap((group) =>
    Array.from({ length: group.clusters }, (_, offset) => {
      const id = group.firstClusterID + offset;
      return { id, name: clusterName(id), group };
    }),
  );
}

/** Clusters that incidents single out. An incident in all of them singles out none. */
export function namedClusters(scenario: Scenario): ReadonlySet<string> {
  const real = listClusters(scenario).filter(({ group }) => !group.mocked);
  const named = new Set<string>();
  for (const incident of scenario.incidents) {
    if ("clusters" in incident) {
      // An upgrade goes through the clusters one by one.
      const together = incident.clusters.length >= real.length && incident.what !== "mesh-upgrade";
      if (together) continue;
      for (const name of incident.clusters) named.add(name);
    } else {
      for (const side of incident.between) {
        if (real.some(({ name }) => name === side)) named.add(side);
      }
    }
  }
  return named;
}

/** Clusters that are connected to the others only when an incident says so. */
export function laterClusters(scenario: Scenario): ReadonlySet<string> {
  const later = new Set<string>();
  const seen = new Set<string>();
  for (const incident of scenario.incidents) {
    if (incident.what !== "cluster-joins" && incident.what !== "cluster-leaves") continue;
    for (const name of incident.clusters) {
      if (!seen.has(name) && incident.what === "cluster-joins") later.add(name);
      seen.add(name);
    }
  }
  return later;
}

/**
 * The clusters that are simulated in full on the receiving side. A sample takes clusters from every group in
 * proportion, at least one each, drawn by the seed, and those that incidents name. Only KVStoreMesh knows how to stand in
 * for the others; in every other topology all are observed.
 */
export function observedClusters(
  sim: Simulation,
  scenario: Scenario,
  topology: TopologyName,
): ReadonlySet<string> {
  const real = listClusters(scenario).filter(({ group }) => !group.mocked);
  if (scenario.observe === "all" || ignoresSample(scenario, topology)) {
    return new Set(real.map(({ name }) => name));
  }
  const random = sim.random("observe");
  const chosen = new Set<string>();
  for (const group of scenario.groups) {
    const members = real.filter((one) => one.group === group).map(({ name }) => name);
    const share = Math.round((scenario.observe.sample * members.length) / Math.max(1, real.length));
    for (let n = Math.min(members.length, Math.max(1, share)); n > 0; n -= 1) {
      const [taken] = members.splice(random.integer(0, members.length), 1);
      if (taken !== undefined) chosen.add(taken);
    }
  }
  return new Set([...chosen, ...namedClusters(scenario)]);
}

/** All clusters are observed although the scenario asks for a sample. */
export function ignoresSample(scenario: Scenario, topology: TopologyName): boolean {
  return topology !== "kvstoremesh" || concernsAll(scenario);
}

/** Puts of the mirrors that are not observed are a flow and not events. */
export function othersAreFluid({ observe }: Scenario): boolean {
  return observe !== "all" && observe.others === "fluid";
}

/** An incident happens to the mirror of this cluster alone, or may. */
export function happensToItsMirror(
  { incidents }: Scenario,
  { name }: Pick<ListedCluster, "name">,
): boolean {
  return incidents.some((incident) => {
    const { what } = incident;
    if (what === "cluster-joins" || what === "cluster-leaves") return true;
    if (what === "link-degraded" && incident.loss > 0) return true;
    if (what === "agents-restart" || what === "churn-burst") return false;
    if ("clusters" in incident) return incident.clusters.includes(name);
    return incident.between.includes(name);
  });
}

/** An incident in every cluster cannot be told from a sample. */
function concernsAll(scenario: Scenario): boolean {
  const real = listClusters(scenario).filter(({ group }) => !group.mocked);
  return scenario.incidents.some(
    (incident) =>
      "clusters" in incident &&
      incident.clusters.length >= real.length &&
      incident.what !== "churn-burst",
  );
}
