/**
 * What a reader (or n alike) holds of one prefix, without a copy of it: the revision up to which it followed an etcd,
 * and the keys by which it deviates. Only when the etcd is left behind is the content written out, once for all
 * readers that stood at the same revision.
 * It is what Cilium's watch store keeps as its map of entries, with the mark-and-sweep flags.
 */
import { NO_CONTENT, type KeyContent } from "../etcd/key-content.js";
import type { Prefix } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";

const NONE: ReadonlyMap<number, number> = new Map();

export class KnownKeys {
  /** Keys that are held although the etcd has them no more (only a faulty variant leaves any), with their versions. */
  leftovers: ReadonlyMap<number, number> = NONE;
  private followed: { readonly etcd: EtcdMember; readonly prefix: Prefix } | undefined;
  private revision = 0;
  private content = NO_CONTENT;

  /** The etcd that is followed, or undefined. */
  get etcd(): EtcdMember | undefined {
    return this.followed?.etcd;
  }

  /** Everything up to this revision of the followed etcd was taken in. */
  get appliedRevision(): number {
    return this.revision;
  }

  /** True when nothing was changed in the followed prefix that was not taken in. */
  get isCurrent(): boolean {
    return this.followed !== undefined && this.revision >= this.followed.prefix.lastRevision;
  }

  /** A list was taken in: from now on this etcd is followed. */
  follow(etcd: EtcdMember, prefix: Prefix, revision: number): void {
    this.followed = { etcd, prefix };
    this.revision = revision;
    this.content = NO_CONTENT;
  }

  /** Events up to this revision were taken in. */
  advance(revision: number): void {
    this.revision = revision;
  }

  /** The etcd is left behind: what is held is written out. */
  freeze(): void {
    if (this.followed === undefined) return;
    this.content = this.followed.etcd.store.contentAt(this.followed.prefix, this.revision);
    this.followed = undefined;
  }

  /** Everything is forgotten: a new process, or a cluster that was removed. */
  clear(): void {
    this.followed = undefined;
    this.content = NO_CONTENT;
    this.leftovers = NONE;
  }

  /** Keys that stay although a list did not have them. */
  keep(keys: readonly number[]): void {
    const left = new Map(this.leftovers);
    for (const key of keys) left.set(key, this.versionOf(key));
    this.leftovers = left;
  }

  /** No key is held that the etcd does not have. */
  keepNone(): void {
    this.leftovers = NONE;
  }

  /** Takes over what another one holds. */
  assign(other: KnownKeys): void {
    this.followed = other.followed;
    this.revision = other.revision;
    this.content = other.content;
    this.leftovers = other.leftovers;
  }

  /** A copy, for members that go their own way. */
  copy(): KnownKeys {
    const copy = new KnownKeys();
    copy.assign(this);
    return copy;
  }

  /** Version that is held of a key, also when it was deleted; 0 = never seen. */
  versionOf(key: number): number {
    return this.view.version(key);
  }

  /** True when a key is held now. */
  holds(key: number): boolean {
    return this.leftovers.has(key) || this.view.sizeOf(key) > 0;
  }

  /** Versions and sizes as they are held now, leftovers apart; valid until something changes. */
  get view(): Pick<KeyContent, "version" | "sizeOf"> {
    return this.followed !== undefined && this.isCurrent ? this.followed.prefix : this.now();
  }

  /** All keys that are held now, ascending. */
  keys(): readonly number[] {
    const content = this.now();
    const keys = content.keys();
    if (this.leftovers.size === 0) return keys;
    for (const key of this.leftovers.keys()) if (content.sizeOf(key) === 0) keys.push(key);
    return keys.sort((a, b) => a - b);
  }

  /** Keys that are held and not among the listed ones, ascending. */
  vanished(listed: KeyContent): readonly number[] {
    return this.keys().filter((key) => listed.sizeOf(key) === 0);
  }

  private now(): KeyContent {
    if (this.followed === undefined) return this.content;
    return this.followed.etcd.store.contentAt(this.followed.prefix, this.revision);
  }
}
