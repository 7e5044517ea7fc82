/**
 * Who connects to whom, in words: for the picture of a mesh and its text alternative. Counts follow from the scenario,
 * since an agent has one client for each remote cluster in both topologies.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { withSeparators } from "../format.js";
import type { MeshCluster } from "../mesh-clusters.js";

export interface ConnectionWords {
  /** The rule, for the whole mesh. */
  readonly who: string;
  /** What the lines of one cluster are. */
  readonly example: string;
}

/** The sentences for a topology. */
export function connectionWords(
  clusters: readonly MeshCluster[],
  topology: TopologyName,
  replicas: number,
): ConnectionWords {
  const remotes = clusters.length - 1;
  const example = clusters.find(({ agents }) => agents > 0);
  const agents = example?.agents ?? 0;
  const name = example?.name ?? "no cluster";
  const each = `${withSeparators(agents)} agents × ${withSeparators(remotes)} = ${withSeparators(agents * remotes)}`;
  const others = remotes === 1 ? "the other cluster" : "every other cluster";
  if (topology === "original") {
    return {
      who: `Every agent connects to the etcd of ${others}.`,
      example: `Lines: the agents of ${name} (${each} connections across clusters).`,
    };
  }
  const mirrors = withSeparators(remotes * replicas);
  return {
    who: `One kvstoremesh a cluster connects to the etcd of ${others}; agents connect to their own etcd.`,
    example: `Lines: the kvstoremesh of ${name} (${mirrors} connections across clusters); its agents keep ${each} within it.`,
  };
}
