/** How the source clusters of a share are tied to the record: written down, or known from it. */
import type { ChangeValues } from "../kvstore/change.js";
import type { ForetoldChanges } from "../workload/foretold-changes.js";
import { ChangesByCluster } from "./change-record.js";
import type { MeshShare, Presence } from "./mesh-share.js";

export interface RecordedSource {
  /** Told of all that changes in the cluster. */
  readonly onChange?: (change: ChangeValues) => void;
  /** What changes in it, where that is known beforehand. */
  readonly foretold?: ForetoldChanges;
}

/** For each cluster of a share, by its index. */
export function recordedSources(
  share: MeshShare,
): (cluster: number, presence: Presence) => RecordedSource {
  if (share.holds === "whole") return () => ({});
  if (share.holds === "sources") {
    const { changes } = share.recording;
    return (cluster) => ({ onChange: (change) => changes.changed(cluster, change) });
  }
  const { record } = share;
  const changes = new ChangesByCluster(record.changes);
  return (cluster, presence) =>
    presence === "changes"
      ? {
          foretold: {
            take: (nowNs) => changes.take(cluster, nowNs),
            get changedKeys() {
              const keys = record.changedKeys[cluster];
              if (keys === undefined) throw new Error("what changed should be asked for in the end");
              return keys;
            },
          },
        }
      : {};
}
