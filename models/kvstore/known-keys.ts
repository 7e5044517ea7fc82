/**
 * What a reader (or n alike) holds of one prefix, without a copy of it: the revision up to which it followed an etcd,
 * and the keys by which it deviates. Only when the etcd is left behind is the content written out, once for all
 * readers that stood at the same revision.
 * It is what Cilium's watch store keeps as its map of entries, with the mark-and-sweep flags.
 */
import { NO_CONTENT, type KeyContent } from "../etcd/key-content.js";
import type { Prefix } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";

/** Who takes events in, and how far it has come: everything up to this revision. */
export interface Progress {
  readonly appliedRevision: number;
}

const NOWHERE: Progress = { appliedRevision: 0 };
const NONE: ReadonlyMap<number, number> = new Map();

export class KnownKeys {
  /** Keys that are held although the etcd has them no more (only a faulty variant leaves any), with their versions. */
  leftovers: ReadonlyMap<number, number> = NONE;
  /** What is followed, or undefined. */
  private followed: Prefix | undefined;
  private member: EtcdMember | undefined;
  /** Asked instead of told: each change at each mirror moves it on. */
  private progress = NOWHERE;
  private content = NO_CONTENT;

  /** The etcd that is followed, or undefined. */
  get etcd(): EtcdMember | undefined {
    return this.member;
  }

  /** Everything up to this revision of the followed etcd was taken in. */
  get appliedRevision(): number {
    return this.progress.appliedRevision;
  }

  /** True when nothing was changed in the followed prefix that was not taken in. */
  get isCurrent(): boolean {
    return this.followed !== undefined && this.appliedRevision >= this.followed.lastRevision;
  }

  /** A list was taken in: from now on this etcd is followed, by somebody who stands at the list's revision. */
  follow(etcd: EtcdMember, prefix: Prefix, follower: Progress): void {
    this.member = etcd;
    this.followed = prefix;
    this.progress = follower;
    this.content = NO_CONTENT;
  }

  /** Somebody else takes events in from now on, who stands where the one before stood. */
  followOn(follower: Progress): void {
    this.progress = follower;
  }

  /** The etcd is left behind: what is held is written out. */
  freeze(): void {
    if (this.followed === undefined) return;
    this.content = this.now();
    this.leave();
    // Whoever followed is not asked any more, nor kept.
    this.progress = { appliedRevision: this.appliedRevision };
  }

  /** Everything is forgotten: a new process, or a cluster that was removed. */
  clear(): void {
    this.leave();
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
    this.member = other.member;
    this.followed = other.followed;
    this.progress = { appliedRevision: other.appliedRevision };
    this.content = other.content;
    this.leftovers = other.leftovers;
  }

  /** A copy, for members that go their own way. */
  copy(): KnownKeys {
    const copy = new KnownKeys();
    copy.assign(this);
    return copy;
  }

  /** A copy that follows no etcd: it stays what it is, whatever history the etcd keeps. */
  frozenCopy(): KnownKeys {
    const copy = this.copy();
    copy.freeze();
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
    return this.followed !== undefined && this.isCurrent ? this.followed : this.now();
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

  private leave(): void {
    this.member = undefined;
    this.followed = undefined;
  }

  private now(): KeyContent {
    const { member, followed } = this;
    if (member === undefined || followed === undefined) return this.content;
    return member.store.contentAt(followed, this.appliedRevision);
  }
}
