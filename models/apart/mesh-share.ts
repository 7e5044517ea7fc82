/**
 * Which part of a mesh one simulation holds. With `observe: {receivers: apart}` the sources are simulated once, with all
 * who read them, and the receiving sides of the observed clusters after that, a few at a time, from the record of what
 * the sources sent. Each figure of a cluster comes from the simulation that the cluster is own to.
 * What this leaves out: a source feels its own cluster's mirror as a flow, as every cluster's that is not observed.
 */
import type { Scenario, TopologyName } from "../../src/scenario/scenario.js";
import {
  happensToItsMirror,
  ignoresSample,
  othersAreFluid,
  type ListedCluster,
} from "../mesh-clusters.js";
import type { SourcesRecord, SourcesRecording } from "./sources-record.js";

export type MeshShare =
  | { readonly holds: "whole" }
  /** All sources, their readers, and the clusters that incidents name. */
  | { readonly holds: "sources"; readonly recording: SourcesRecording }
  /** The receiving sides of some clusters: the n-th share of them, from 0. */
  | { readonly holds: "receivers"; readonly place: number; readonly record: SourcesRecord };

/**
 * How much of a cluster a simulation holds. `all`: source, etcd, mirror and agents. `mirror`: a mirror that reads the
 * share's own clusters and copies nothing, without agents. `source`: its mirror is one of those that only read.
 * `changes`: what changes in it, as it was recorded, for whoever asks.
 */
export type Presence = "all" | "mirror" | "source" | "changes";

/**
 * Receiving clusters in a share at most. Never by the number of cores there are: which clusters are simulated together
 * decides the order of what happens at one instant.
 * Measured on mesh-511x5000, two shares side by side: 12 and 24 take the least time for each cluster, 4 and 48 a quarter more.
 * With 23 all of its clusters make 23 shares: one beside the sources, and eleven pairs on two cores.
 */
export const MOST_RECEIVERS = 23;

/** The receiving sides of the observed clusters are simulated apart from the sources. */
export function receiversAreApart(scenario: Scenario, topology: TopologyName): boolean {
  const { observe } = scenario;
  if (observe === "all" || observe.receivers !== "apart") return false;
  return othersAreFluid(scenario) && !ignoresSample(scenario, topology);
}

/** How many shares so many receiving clusters make. */
export function shareCount(receivers: number): number {
  return Math.ceil(receivers / MOST_RECEIVERS);
}

/** The clusters whose receiving sides are simulated apart, in order. */
function receiversOf(
  clusters: readonly ListedCluster[],
  observed: ReadonlySet<string>,
  named: ReadonlySet<string>,
): readonly ListedCluster[] {
  return clusters.filter(({ name }) => observed.has(name) && !named.has(name));
}

/** How much of each cluster a share holds, and which are its own. */
export function holdings(
  scenario: Scenario,
  share: MeshShare,
  {
    clusters,
    observed,
    named,
  }: {
    readonly clusters: readonly ListedCluster[];
    readonly observed: ReadonlySet<string>;
    readonly named: ReadonlySet<string>;
  },
): (cluster: ListedCluster) => { readonly presence: Presence; readonly isOwn: boolean } {
  if (share.holds === "whole") {
    return ({ name }) => ({ presence: observed.has(name) ? "all" : "source", isOwn: true });
  }
  const receivers = receiversOf(clusters, observed, named);
  if (share.holds === "sources") {
    const apart = new Set(receivers);
    return (cluster) => ({
      presence: named.has(cluster.name) ? "all" : "source",
      isOwn: !apart.has(cluster),
    });
  }
  const shares = shareCount(receivers.length);
  const from = (place: number): number => Math.floor((place * receivers.length) / shares);
  const own = new Set(receivers.slice(from(share.place), from(share.place + 1)));
  return (cluster) => {
    if (own.has(cluster)) return { presence: "all", isOwn: true };
    // What incidents do to a mirror, the etcds that it reads feel.
    const isHit = named.has(cluster.name) && happensToItsMirror(scenario, cluster);
    return { presence: isHit ? "mirror" : "changes", isOwn: false };
  };
}
