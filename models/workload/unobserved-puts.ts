/**
 * The puts of a mirror that is not simulated, one by one: what mirrors like it hear of the mesh's changes; if that is
 * more than its limiter allows, evenly spaced.
 * Not modelled: what it finds changed by a list, its bootstrap, and deletions (each is a put as small).
 */
import type { FlowArrivals } from "../etcd/flow-queues.js";
import { putEventBytes } from "../etcd/wire-size.js";
import type { MeshCluster, MeshParts } from "../mesh-parts.js";
import { MIRROR_EVENT_NS } from "../process/agent-costs.js";
import { HeardPuts, PacedPuts, type MirroredChanges } from "./mirrored-changes.js";
import type { UnobservedPresence } from "./unobserved-presence.js";

export interface UnobservedPuts {
  readonly arrivals: FlowArrivals;
  /** Puts per second in the mean. */
  readonly ratePerSecond: number;
}

/** @param changes what mirrors like this one hear. */
export function unobservedPuts(
  parts: MeshParts,
  {
    cluster,
    presence,
    changes,
  }: {
    readonly cluster: MeshCluster;
    readonly presence: UnobservedPresence;
    readonly changes: MirroredChanges;
  },
): UnobservedPuts {
  const { prefix, changesPerSecond, changedBytes } = presence;
  const { qps } = parts.scenario.kvstoremesh;
  const ratePerSecond = Math.min(changesPerSecond, qps);
  if (changesPerSecond < qps) {
    const delayNs = MIRROR_EVENT_NS + parts.network.samePod().oneWayNs;
    return {
      arrivals: new HeardPuts(changes, { own: cluster.index, delayNs, qps }),
      ratePerSecond,
    };
  }
  const arrivals = new PacedPuts(changes, {
    random: parts.sim.random(`paced/${cluster.name}`),
    ratePerSecond,
    meanBytes: putEventBytes(prefix.keyBytes, changedBytes),
  });
  return { arrivals, ratePerSecond };
}
