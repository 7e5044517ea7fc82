/** Everything that the simulation of a mesh's sources writes down for those of the receiving clusters. Plain data. */
import type { SourceCluster } from "../workload/source-cluster.js";
import { ChangeRecording, type ChangeRecord } from "./change-record.js";
import { MirrorRecording, type MirrorRecord } from "./mirror-record.js";
import { ownRoom, type MakeRoom } from "./number-rows.js";

export interface SourcesRecord {
  readonly mirrors: MirrorRecord;
  readonly changes: ChangeRecord;
}

/** A record that is being made. */
export class SourcesRecording {
  readonly mirrors: MirrorRecording;
  readonly changes: ChangeRecording;

  constructor(makeRoom: MakeRoom = ownRoom) {
    this.mirrors = new MirrorRecording(makeRoom);
    this.changes = new ChangeRecording(makeRoom);
  }

  /** The whole record; nothing is recorded after that. @param sources all of the mesh, by their index. */
  finish(sources: readonly SourceCluster[]): SourcesRecord {
    return { mirrors: this.mirrors.finish(), changes: this.changes.finish(sources) };
  }
}
