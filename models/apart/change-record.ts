/**
 * What changed in every source of a mesh, recorded where the sources are simulated. Where only some receiving clusters
 * are, nothing needs to happen when a source changes: who asks what a source has is told of its changes until now.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { ChangeValues } from "../kvstore/change.js";
import { KEY_TYPES, ofEachType, ofType, type KeyType } from "../kvstore/key-types.js";
import { changedKeysOf, type ChangedKeysByType } from "../workload/changed-keys.js";
import type { ForetoldChanges } from "../workload/foretold-changes.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import type { MakeRoom } from "./number-rows.js";

/** The changes of each cluster, by its index. Plain data. */
export type ChangeRecord = readonly RecordedSource[];

interface RecordedSource {
  /** WIDTH numbers for each change, oldest first. */
  readonly changes: Float64Array;
  readonly changedKeys: ChangedKeysByType;
}

const TIME = 0;
const TYPE = 1;
const KEY = 2;
const VERSION = 3;
const VALUE_BYTES = 4;
const BACKENDS = 5;
const MEASURED = 6;
const WIDTH = 7;

/** A record that is being made. */
export class ChangeRecording {
  private readonly makeRoom: MakeRoom;
  /** By the index of the cluster. */
  private readonly changes: number[][] = [];

  constructor(makeRoom: MakeRoom) {
    this.makeRoom = makeRoom;
  }

  changed(cluster: number, change: ChangeValues): void {
    (this.changes[cluster] ??= []).push(
      change.changedNs,
      KEY_TYPES.indexOf(change.type),
      change.key,
      change.version,
      change.valueBytes,
      change.backends,
      change.measured ? 1 : 0,
    );
  }

  /** The whole record; nothing is recorded after that. @param sources all of the mesh, by their index. */
  finish(sources: readonly SourceCluster[]): ChangeRecord {
    return sources.map((source, index) => {
      const changed = this.changes[index] ?? [];
      const changes = this.makeRoom(changed.length);
      changes.set(changed);
      return { changes, changedKeys: changedKeysOf(source) };
    });
  }
}

/** One source, as the record knows it. */
export class RecordedChanges implements ForetoldChanges {
  readonly changedKeys: ChangedKeysByType;
  private readonly changes: Float64Array;
  /** Where the first change is that was not told, and that was not counted. */
  private told = 0;
  private counted = 0;
  private readonly grown: Record<KeyType, number> = ofEachType(() => 0);

  constructor({ changes, changedKeys }: RecordedSource) {
    this.changes = changes;
    this.changedKeys = changedKeys;
  }

  tellUntil(nowNs: TimeNs, told: (change: ChangeValues) => void): void {
    const { changes } = this;
    for (; this.isBy(nowNs, this.told); this.told += WIDTH) {
      const at = this.told;
      told({
        type: this.typeOf(at),
        key: changes[at + KEY] ?? 0,
        version: changes[at + VERSION] ?? 0,
        valueBytes: changes[at + VALUE_BYTES] ?? 0,
        backends: changes[at + BACKENDS] ?? 0,
        measured: changes[at + MEASURED] === 1,
        changedNs: changes[at + TIME] ?? 0,
      });
    }
  }

  growth(type: KeyType, nowNs: TimeNs): number {
    const { changes, grown } = this;
    for (; this.isBy(nowNs, this.counted); this.counted += WIDTH) {
      const at = this.counted;
      if (changes[at + VERSION] === 1) grown[this.typeOf(at)] += 1;
      else if (changes[at + VALUE_BYTES] === 0) grown[this.typeOf(at)] -= 1;
    }
    return ofType(grown, type);
  }

  /** There is a change at this place, not after a time. */
  private isBy(nowNs: TimeNs, at: number): boolean {
    return (this.changes[at + TIME] ?? Infinity) <= nowNs;
  }

  private typeOf(at: number): KeyType {
    const type = KEY_TYPES[this.changes[at + TYPE] ?? Infinity];
    if (type === undefined) throw new Error("a record should name types that there are");
    return type;
  }
}
