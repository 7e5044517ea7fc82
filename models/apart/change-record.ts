/**
 * What changed in every source of a mesh, recorded where the sources are simulated. Where only some receiving clusters
 * are, nothing needs to happen when a source changes: who asks what a source has is told of its changes until now.
 */
import type { TimeNs } from "../../src/engine/time.js";
import { SourceChange, type ChangeValues } from "../kvstore/change.js";
import { KEY_TYPES, ofEachType, ofType, type KeyType } from "../kvstore/key-types.js";
import { NumberRows, numberAt, type MakeBlock } from "./number-rows.js";

/** Rows of changes, as they happened. It grows while the sources are still simulated. */
export interface ChangeRecord {
  readonly blocks: readonly Float64Array[];
  readonly count: number;
}

const TIME = 0;
const CLUSTER = 1;
const TYPE = 2;
const KEY = 3;
const VERSION = 4;
const VALUE_BYTES = 5;
const BACKENDS = 6;
const MEASURED = 7;
const WIDTH = 8;

/** A record that is being made. */
export class ChangeRecording implements ChangeRecord {
  count = 0;
  private readonly rows: NumberRows;

  constructor(makeBlock?: MakeBlock) {
    this.rows = new NumberRows(makeBlock);
  }

  get blocks(): readonly Float64Array[] {
    return this.rows.blocks;
  }

  /** Returns the row of the change. @param cluster its index. */
  changed(cluster: number, change: ChangeValues): number {
    const { rows } = this;
    rows.begin();
    rows.add(change.changedNs);
    rows.add(cluster);
    rows.add(KEY_TYPES.indexOf(change.type));
    rows.add(change.key);
    rows.add(change.version);
    rows.add(change.valueBytes);
    rows.add(change.backends);
    rows.add(change.measured ? 1 : 0);
    this.count += 1;
    return this.count - 1;
  }
}

/** The changes of a record by their rows. */
export class ChangeRows {
  private readonly record: ChangeRecord;

  constructor(record: ChangeRecord) {
    this.record = record;
  }

  /** The change happened, and not after a time. */
  has(row: number, nowNs: TimeNs): boolean {
    return row < this.record.count && this.at(row, TIME) <= nowNs;
  }

  cluster(row: number): number {
    return this.at(row, CLUSTER);
  }

  type(row: number): KeyType {
    const type = KEY_TYPES[this.at(row, TYPE)];
    if (type === undefined) throw new Error("a record should name types that there are");
    return type;
  }

  key(row: number): number {
    return this.at(row, KEY);
  }

  version(row: number): number {
    return this.at(row, VERSION);
  }

  valueBytes(row: number): number {
    return this.at(row, VALUE_BYTES);
  }

  /** By how much the change grows the number of objects. */
  growth(row: number): number {
    if (this.version(row) === 1) return 1;
    return this.valueBytes(row) === 0 ? -1 : 0;
  }

  change(row: number): SourceChange {
    return new SourceChange({
      type: this.type(row),
      key: this.key(row),
      version: this.version(row),
      valueBytes: this.valueBytes(row),
      backends: this.at(row, BACKENDS),
      measured: this.at(row, MEASURED) === 1,
      changedNs: this.at(row, TIME),
      row,
    });
  }

  private at(row: number, column: number): number {
    return numberAt(this.record.blocks, WIDTH, { row, column }) ?? 0;
  }
}

/** Sorts the changes by cluster, as far as they have happened. */
export class ChangesByCluster {
  private readonly changes: ChangeRows;
  private next = 0;
  /** The rows of each cluster that it has not taken, by its index. */
  private readonly rows: number[][] = [];

  constructor(record: ChangeRecord) {
    this.changes = new ChangeRows(record);
  }

  /** The changes of a cluster up to a time, that included, that were not taken yet, oldest first. */
  take(cluster: number, nowNs: TimeNs): readonly ChangeValues[] {
    const { changes, rows } = this;
    for (; changes.has(this.next, nowNs); this.next += 1) {
      (rows[changes.cluster(this.next)] ??= []).push(this.next);
    }
    const taken = rows[cluster] ?? [];
    rows[cluster] = [];
    return taken.map((row) => changes.change(row));
  }
}

/** By how much the numbers of objects have grown in some clusters together. */
export class GrowthOfClusters {
  private readonly changes: ChangeRows;
  private next = 0;
  private readonly counts: (cluster: number) => boolean;
  private readonly grown: Record<KeyType, number> = ofEachType(() => 0);

  /** @param counts whether a cluster counts, by its index. */
  constructor(record: ChangeRecord, counts: (cluster: number) => boolean) {
    this.changes = new ChangeRows(record);
    this.counts = counts;
  }

  /** Since the beginning. Times must not go back. */
  until(type: KeyType, nowNs: TimeNs): number {
    const { changes, grown } = this;
    for (; changes.has(this.next, nowNs); this.next += 1) {
      if (!this.counts(changes.cluster(this.next))) continue;
      grown[changes.type(this.next)] += changes.growth(this.next);
    }
    return ofType(grown, type);
  }
}
