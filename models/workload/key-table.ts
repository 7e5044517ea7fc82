/**
 * The objects of one kind that exist in one source cluster: the truth that every reader must converge to.
 * Keys are numbered in order of creation and never used twice, so that a late deletion cannot hit a new object.
 * Tables that are filled alike share what they begin with; from then on a table costs what changed in it.
 */
import { assert } from "../../src/engine/assert.js";
import type { RandomStream } from "../../src/engine/random-stream.js";
import { KeyColumns, type SharedContent } from "../etcd/key-columns.js";
import type { WordPool } from "../etcd/word-pool.js";
import { LiveKeys } from "./live-keys.js";

export class KeyTable {
  /** Bytes of all live values. */
  totalBytes = 0;
  private readonly live = new LiveKeys();
  private readonly columns: KeyColumns;
  private readonly contents: Map<string, SharedContent>;
  private next = 0;
  /** What the table was filled with, while nothing else happened to it. */
  private filled: SharedContent | undefined;

  /** @param contents has what tables were filled with, by its name. */
  constructor(contents = new Map<string, SharedContent>(), pool?: WordPool) {
    this.contents = contents;
    this.columns = new KeyColumns(pool);
  }

  get count(): number {
    return this.live.count;
  }

  /** Creates so many objects with equally large values at once, in an empty table. */
  fill(count: number, valueBytes: number): void {
    assert(this.next === 0, "a table is filled before anything else is created");
    if (count === 0) return;
    const name = `${count} of ${valueBytes}`;
    let content = this.contents.get(name);
    if (content === undefined) {
      const versions = new Uint32Array(count).fill(1);
      const sizes = new Uint32Array(count).fill(valueBytes);
      content = { versions, sizes, totalBytes: count * valueBytes };
      this.contents.set(name, content);
    }
    const { versions, sizes, totalBytes } = content;
    this.columns.assume({
      versions,
      sizes,
      totalBytes,
      firstLease: 0,
      keysBefore: 0,
      keysPerLease: 1,
    });
    this.next = count;
    this.live.fill(count);
    this.totalBytes = content.totalBytes;
    this.filled = content;
  }

  create(valueBytes: number): number {
    const key = this.next;
    this.next += 1;
    this.live.add(key);
    this.write(key, 1, valueBytes);
    return key;
  }

  update(key: number, valueBytes: number): void {
    this.write(key, this.version(key) + 1, valueBytes);
  }

  delete(key: number): void {
    if (this.sizeOf(key) === 0) return;
    this.live.remove(key);
    this.write(key, this.version(key) + 1, 0);
  }

  /** Any live key, with equal chances. */
  pick(random: RandomStream): number {
    assert(this.live.count > 0, "there is something to pick from");
    return this.live.at(random.integer(0, this.live.count));
  }

  version(key: number): number {
    return this.columns.version(key);
  }

  sizeOf(key: number): number {
    return this.columns.sizeOf(key);
  }

  /** All live keys, ascending: the order in which a first list yields them. */
  keys(): Uint32Array {
    return this.live.ascending();
  }

  /** What exists now, for holders that begin with it: while no key was deleted, numbers and keys are the same. */
  content(): SharedContent {
    assert(this.live.count === this.next, "content is shared before the first deletion");
    if (this.filled !== undefined) return this.filled;
    const { versions, sizes } = this.columns.content();
    return { versions, sizes, totalBytes: this.totalBytes };
  }

  private write(key: number, version: number, valueBytes: number): void {
    this.filled = undefined;
    this.totalBytes += valueBytes - this.sizeOf(key);
    this.columns.set(key, version, valueBytes, 0);
  }
}
