/** How the source clusters of a share are tied to the record: written down, or known from it. */
import type { TimeNs } from "../../src/engine/time.js";
import type { ChangeValues } from "../kvstore/change.js";
import type { ChangedKeysByType } from "../workload/changed-keys.js";
import type { ForetoldChanges } from "../workload/foretold-changes.js";
import { ChangesByCluster } from "./change-record.js";
import type { MeshShare, Presence } from "./mesh-share.js";
import type { SourcesRecord } from "./sources-record.js";

export interface RecordedSource {
  /** Told of all that changes in the cluster; returns the row of each change. */
  readonly onChange?: (change: ChangeValues) => number;
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
    presence === "changes" ? { foretold: new RecordedChanges(record, changes, cluster) } : {};
}

/** The changes of one cluster. */
class RecordedChanges implements ForetoldChanges {
  private readonly record: SourcesRecord;
  private readonly changes: ChangesByCluster;
  private readonly cluster: number;

  constructor(record: SourcesRecord, changes: ChangesByCluster, cluster: number) {
    this.record = record;
    this.changes = changes;
    this.cluster = cluster;
  }

  take(nowNs: TimeNs): readonly ChangeValues[] {
    return this.changes.take(this.cluster, nowNs);
  }

  get changedKeys(): ChangedKeysByType {
    const keys = this.record.changedKeys[this.cluster];
    if (keys === undefined) throw new Error("what changed should be asked for in the end");
    return keys;
  }
}
