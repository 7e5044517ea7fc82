/**
 * Parts of a cohort that went their own way join it again as soon as both are in the same quiet state. They look once a
 * second, counted from when they left; a part that is not in sync does not look until it is, since that may take minutes.
 */
import type { Simulation } from "../src/engine/simulation.js";
import type { TimeNs } from "../src/engine/time.js";
import type { RemoteCluster } from "./kvstore/remote-cluster.js";

/** Parts of a cohort try so often to join it again. */
const MERGE_NS: TimeNs = 1_000_000_000;

export class CohortMerges {
  private readonly sim: Simulation;
  private readonly onMerged: (part: RemoteCluster) => void;
  /** What has a part look again, once it is in sync. */
  private readonly asleep = new Map<RemoteCluster, () => void>();

  /** @param onMerged is told of a part whose members are the cohort's again. */
  constructor(sim: Simulation, onMerged: (part: RemoteCluster) => void) {
    this.sim = sim;
    this.onMerged = onMerged;
  }

  /** A part has left its cohort. */
  left(whole: RemoteCluster, part: RemoteCluster): void {
    const leftNs = this.sim.nowNs;
    const look = (): void => {
      if (!part.isWanted || !whole.isWanted || part.members === 0) return;
      if (whole.absorb(part)) this.onMerged(part);
      else if (part.isInSync) lookLater();
      else this.asleep.set(part, lookLater);
    };
    const lookLater = (): void => {
      const looks = Math.floor((this.sim.nowNs - leftNs) / MERGE_NS) + 1;
      this.sim.scheduleAt(leftNs + looks * MERGE_NS, look, "cohort merges");
    };
    lookLater();
  }

  /** A reader got in sync. */
  inSync(reader: RemoteCluster): void {
    const lookLater = this.asleep.get(reader);
    if (lookLater === undefined) return;
    this.asleep.delete(reader);
    lookLater();
  }
}
