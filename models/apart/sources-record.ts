/**
 * Everything that the simulation of a mesh's sources writes down for those of the receiving clusters. It may be read
 * while it is still written, also in other threads: up to a time, all of it is there.
 */
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import { changedKeysOf, type ChangedKeysByType } from "../workload/changed-keys.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import { ChangeRecording, type ChangeRecord } from "./change-record.js";
import { MirrorRecording, type MirrorRecord } from "./mirror-record.js";
import type { MakeBlock } from "./number-rows.js";

export interface SourcesRecord {
  readonly mirrors: MirrorRecord;
  readonly changes: ChangeRecord;
  /** Of each cluster by its index, as they stood in the end: known when the record is complete. */
  readonly changedKeys: readonly ChangedKeysByType[];
  readonly isComplete: boolean;
  /** Returns when everything up to a time is there; Infinity: the whole record. */
  reach(untilNs: TimeNs): void;
}

/** The lists of numbers that a record has. */
export const RECORD_LISTS = ["told", "order", "changes"] as const;
export type RecordList = (typeof RECORD_LISTS)[number];

/** Where a record lies: makes a block of one of its lists. */
export type RecordRoom = (list: RecordList, numbers: number) => Float64Array;

/**
 * An entry says what the first of a cohort was told, and is written when the last of it was told. What is later than this
 * after the time for which it is has to be sorted in, and readers that were there begin anew: it costs time, no more.
 * In the largest mesh it is 0.24 s at most.
 */
const LATEST_NS: TimeNs = 2 * NS_PER_SECOND;

/** A record that is being made. */
export class SourcesRecording implements SourcesRecord {
  readonly mirrors: MirrorRecording;
  readonly changes: ChangeRecording;
  changedKeys: readonly ChangedKeysByType[] = [];
  isComplete = false;

  /** @param room default: memory of this thread. */
  constructor(room?: RecordRoom) {
    const block = (list: RecordList): MakeBlock | undefined =>
      room && ((numbers): Float64Array => room(list, numbers));
    this.mirrors = new MirrorRecording(block("told"), block("order"));
    this.changes = new ChangeRecording(block("changes"));
  }

  /** The sources have been simulated up to a time. Returns up to when the record can be read now. */
  advance(nowNs: TimeNs): TimeNs {
    const untilNs = nowNs - LATEST_NS;
    this.mirrors.putInOrder(untilNs);
    return untilNs;
  }

  /** Nothing is recorded any more. @param sources all of the mesh, by their index. */
  finish(sources: readonly SourceCluster[]): void {
    this.mirrors.putInOrder(Infinity);
    this.changedKeys = sources.map(changedKeysOf);
    this.isComplete = true;
  }

  /** Who reads it here comes after the last of it was written. */
  reach(): void {
    if (!this.isComplete) throw new Error("a record should be complete before it is read here");
  }
}
