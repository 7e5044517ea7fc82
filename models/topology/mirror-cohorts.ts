/**
 * Which mirrors read a remote etcd as one cohort, when those of clusters that are not observed are a flow: a few cohorts,
 * each with a share of the clusters that are not observed and, behind them, of the observed ones. What a cohort is sent
 * is told when the last of it is through, so its last members are told in time.
 */
import type { Incident } from "../../src/scenario/incident.js";
import { othersAreFluid } from "../mesh-clusters.js";
import type { MeshCluster, MeshParts } from "../mesh-parts.js";

/** Cohorts of like clusters. Confidence: chosen; the sample stands at a quarter and at three quarters of all places. */
const COHORTS = 2;

/** True when the mirror of an observed cluster may read with others: nothing happens to it alone. */
export function mayShareReaders(parts: MeshParts, cluster: MeshCluster): boolean {
  const { replicas, incidents } = parts.scenario;
  if (!othersAreFluid(parts.scenario) || replicas > 1) return false;
  if (!cluster.observed || cluster.group.mocked) return false;
  // An incident in all clusters is one in each of them.
  if (parts.clusters.every(({ observed, group }) => observed || group.mocked)) return false;
  return !incidents.some((incident) => {
    const { what } = incident;
    if (what === "cluster-joins" || what === "cluster-leaves") return true;
    if (what === "link-degraded" && incident.loss > 0) return true;
    if (what === "agents-restart" || what === "churn-burst") return false;
    return names(incident, cluster);
  });
}

function names(incident: Incident, { name }: MeshCluster): boolean {
  if ("clusters" in incident) return incident.clusters.includes(name);
  return incident.between.includes(name);
}

/** Cohorts of clusters, each in the order in which a source serves it. */
export function mirrorCohorts(
  clusters: readonly MeshCluster[],
  isShared: (cluster: MeshCluster) => boolean,
): readonly (readonly MeshCluster[])[] {
  const groups = new Set(clusters.map(({ group }) => group));
  return [...groups].flatMap((group) => {
    const alike = clusters.filter((cluster) => cluster.group === group);
    const shared = alike.filter(isShared);
    const others = alike.filter(({ observed }) => !observed);
    const cohorts = Math.max(1, Math.min(COHORTS, shared.length || COHORTS));
    // Half a share comes first and half a share last, so that the observed ones stand in the middle of theirs.
    const upTo = (index: number, of: number): number =>
      Math.round(of * Math.min(1, Math.max(0, (index + 0.5) / cohorts)));
    const made: (readonly MeshCluster[])[] = [];
    for (let index = 0; index <= cohorts; index += 1) {
      const before = others.slice(upTo(index - 1, others.length), upTo(index, others.length));
      const from = Math.floor((index * shared.length) / cohorts);
      const until = Math.floor(((index + 1) * shared.length) / cohorts);
      made.push([...before, ...shared.slice(from, until)]);
    }
    return made.filter((cohort) => cohort.length > 0);
  });
}
