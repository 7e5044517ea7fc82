/**
 * Which mirrors read a remote etcd as one cohort, when those of clusters that are not observed are a flow: a few cohorts,
 * each with a share of the clusters that are not observed and, behind them, of the observed ones. What a cohort is sent
 * is told when the last of it is through, so its last members are told in time.
 */
import { happensToItsMirror, othersAreFluid } from "../mesh-clusters.js";
import type { MeshCluster, MeshParts } from "../mesh-parts.js";

/** Cohorts of like clusters. Confidence: chosen; the sample stands at a quarter and at three quarters of all places. */
const COHORTS = 2;

/** True when the mirror of an observed cluster may read with others: nothing happens to it alone. */
export function mayShareReaders(parts: MeshParts, cluster: MeshCluster): boolean {
  const { scenario, clusters, share } = parts;
  if (!othersAreFluid(scenario) || scenario.replicas > 1) return false;
  if (!cluster.observed || cluster.group.mocked) return false;
  const isWhole = share.holds === "whole";
  // An incident in all clusters is one in each of them.
  if (isWhole && clusters.every(({ observed, group }) => observed || group.mocked)) return false;
  return !happensToItsMirror(scenario, cluster);
}

/**
 * Cohorts of the mirrors that may read with others, each in the order in which a source serves it. Every share of a mesh
 * makes the same ones: clusters whose receiving sides are simulated apart stand where those do that are not observed.
 */
export function mirrorCohorts(parts: MeshParts): readonly (readonly MeshCluster[])[] {
  const { share } = parts;
  const clusters = parts.clusters.filter(({ group }) => !group.mocked);
  const isPlaced = ({ observed, named }: MeshCluster): boolean =>
    share.holds === "whole" ? observed : named;
  const isShared = (cluster: MeshCluster): boolean =>
    isPlaced(cluster) && mayShareReaders(parts, cluster);
  const groups = new Set(clusters.map(({ group }) => group));
  return [...groups].flatMap((group) => {
    const alike = clusters.filter((cluster) => cluster.group === group);
    const shared = alike.filter(isShared);
    const others = alike.filter((cluster) => !isPlaced(cluster));
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
