/**
 * What changed in every source of a mesh, recorded where the sources are simulated. Where only some receiving clusters
 * are, nothing needs to happen when a source changes: who asks what a source has is told of its changes until now.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { ChangeValues } from "../kvstore/change.js";
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

  /** @param cluster its index. */
  changed(cluster: number, change: ChangeValues): void {
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
  }
}

/** Reads a record from its beginning. */
class ChangeReader {
  private readonly record: ChangeRecord;
  /** The next change. */
  private row = -1;

  constructor(record: ChangeRecord) {
    this.record = record;
  }

  /** Goes to the next change, if there is one that is not after a time. */
  goOn(nowNs: TimeNs): boolean {
    const row = this.row + 1;
    if (row >= this.record.count || this.at(row, TIME) > nowNs) return false;
    this.row = row;
    return true;
  }

  get place(): number {
    return this.row;
  }

  cluster(row = this.row): number {
    return this.at(row, CLUSTER);
  }

  type(row = this.row): KeyType {
    const type = KEY_TYPES[this.at(row, TYPE)];
    if (type === undefined) throw new Error("a record should name types that there are");
    return type;
  }

  /** By how much the change grows the number of objects. */
  growth(row = this.row): number {
    if (this.at(row, VERSION) === 1) return 1;
    return this.at(row, VALUE_BYTES) === 0 ? -1 : 0;
  }

  change(row = this.row): ChangeValues {
    return {
      type: this.type(row),
      key: this.at(row, KEY),
      version: this.at(row, VERSION),
      valueBytes: this.at(row, VALUE_BYTES),
      backends: this.at(row, BACKENDS),
      measured: this.at(row, MEASURED) === 1,
      changedNs: this.at(row, TIME),
    };
  }

  private at(row: number, column: number): number {
    return numberAt(this.record.blocks, WIDTH, { row, column }) ?? 0;
  }
}

/** Sorts the changes by cluster, as far as they have happened. */
export class ChangesByCluster {
  private readonly reader: ChangeReader;
  /** The rows of each cluster that it has not taken, by its index. */
  private readonly rows: number[][] = [];

  constructor(record: ChangeRecord) {
    this.reader = new ChangeReader(record);
  }

  /** The changes of a cluster up to a time, that included, that were not taken yet, oldest first. */
  take(cluster: number, nowNs: TimeNs): readonly ChangeValues[] {
    const { reader, rows } = this;
    while (reader.goOn(nowNs)) (rows[reader.cluster()] ??= []).push(reader.place);
    const taken = rows[cluster] ?? [];
    rows[cluster] = [];
    return taken.map((row) => reader.change(row));
  }
}

/** By how much the numbers of objects have grown in some clusters together. */
export class GrowthOfClusters {
  private readonly reader: ChangeReader;
  private readonly counts: (cluster: number) => boolean;
  private readonly grown: Record<KeyType, number> = ofEachType(() => 0);

  /** @param counts whether a cluster counts, by its index. */
  constructor(record: ChangeRecord, counts: (cluster: number) => boolean) {
    this.reader = new ChangeReader(record);
    this.counts = counts;
  }

  /** Since the beginning. Times must not go back. */
  until(type: KeyType, nowNs: TimeNs): number {
    const { reader, grown } = this;
    while (reader.goOn(nowNs)) {
      if (this.counts(reader.cluster())) grown[reader.type()] += reader.growth();
    }
    return ofType(grown, type);
  }
}
