/**
 * Cilium's sync algorithm, each step written in another way: what a pure refactoring is. A gate must pass it.
 * Not here: the steps themselves (models/kvstore/sync-algorithm.ts).
 */
import type { SyncAlgorithm } from "../../models/kvstore/sync-algorithm.js";

const following = (revision: number): number => revision - -1;

/** For `check --variant`. */
export const variant: SyncAlgorithm = {
  name: "refactored",
  watchFrom: following,
  resumeFrom(watch) {
    const { appliedRevision } = watch;
    return following(appliedRevision);
  },
  resumesOn: (known, answering) => !(known.clusterId !== answering.clusterId),
  sweep: ["after", "list"].join(" ") as SyncAlgorithm["sweep"],
  canaryMayFollow: (store) => !(store.pendingKeys > 0),
  deletesForeignAddresses: !true,
  dedupSurvivesRestart: !true,
  deadWritersKeepLeases: !true,
  victimsGetTheirResponse: !false,
};
