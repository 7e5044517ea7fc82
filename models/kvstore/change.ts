/**
 * One new value of one key on its way from the source cluster to the agents, with the moments at which it passed
 * each stage. A mirror makes a copy with its own moments; the source's ones are kept.
 * Not modelled: the value itself; only its size, version and number of backends matter.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { KeyType } from "./key-types.js";

export interface Change {
  readonly type: KeyType;
  readonly key: number;
  /** Counts the values of this key; a reader never goes back. */
  readonly version: number;
  /** Bytes of the new value; 0 when deleted. */
  readonly valueBytes: number;
  /** Backends, for a service; it costs the reader by backend. */
  readonly backends: number;
  /** True when the change happened in the measured window. */
  readonly measured: boolean;
  /** The change happened in the source cluster. */
  readonly changedNs: TimeNs;
  /** The source's client sent the put, after queue and limiter; NOT_YET before. */
  sentNs: TimeNs;
  /** With a mirror: the source etcd applied it, sent it to the mirror, the mirror received it and sent its own put. */
  readonly mirror: MirrorMoments | undefined;
  /** An older change of the same key that waited in the same queue: this change's write delivers it too. */
  superseded: Change | undefined;
}

/** What a mirror adds to a change that passes it. */
export interface MirrorMoments {
  readonly sourceAppliedNs: TimeNs;
  readonly sourceSentNs: TimeNs;
  readonly receivedNs: TimeNs;
  /** The mirror's put left its limiter; NOT_YET before. */
  putSentNs: TimeNs;
}

/** A stage that a change has not passed. */
export const NOT_YET: TimeNs = -1;

/** What the source says of a change. */
export type ChangeValues = Pick<
  Change,
  "type" | "key" | "version" | "valueBytes" | "backends" | "measured" | "changedNs"
> & {
  /** Its row, where the changes of a mesh are written down. Default: NOT_RECORDED. */
  readonly row?: number;
};

/** The row of a change that nobody writes down. */
export const NOT_RECORDED = -1;

/**
 * A change as its source makes it. Hundreds of thousands of them are kept to the end of a run, so it has few fields, and
 * keeps the time of the put as a distance, which is small.
 */
export class SourceChange implements Change {
  readonly type: KeyType;
  readonly key: number;
  readonly version: number;
  readonly valueBytes: number;
  readonly backends: number;
  readonly measured: boolean;
  readonly changedNs: TimeNs;
  readonly row: number;
  superseded: Change | undefined;
  /** The change of the same key that was recorded before this one; see SourceCluster. */
  readonly previous: SourceChange | undefined;
  private sentAfterNs: TimeNs = NOT_YET;

  constructor(values: ChangeValues, previous?: SourceChange) {
    this.type = values.type;
    this.key = values.key;
    this.version = values.version;
    this.valueBytes = values.valueBytes;
    this.backends = values.backends;
    this.measured = values.measured;
    this.changedNs = values.changedNs;
    this.row = values.row ?? NOT_RECORDED;
    this.superseded = undefined;
    this.previous = previous;
  }

  get sentNs(): TimeNs {
    return this.sentAfterNs === NOT_YET ? NOT_YET : this.changedNs + this.sentAfterNs;
  }
  set sentNs(ns: TimeNs) {
    this.sentAfterNs = ns === NOT_YET ? NOT_YET : ns - this.changedNs;
  }
  get mirror(): undefined {
    return undefined;
  }
}

/**
 * A change on its way through one mirror: the source's values, moments of its own. Millions of them wait when mirrors
 * cannot keep up, so it holds what differs and no copy; times are kept as distances, which are small.
 */
class MirroredChange implements Change, MirrorMoments {
  superseded: Change | undefined;
  putSentNs: TimeNs = NOT_YET;
  private readonly origin: Change;
  private sentAfterNs: TimeNs;
  private readonly appliedAfterNs: TimeNs;
  private readonly sourceSentAfterNs: TimeNs;
  private readonly receivedAfterNs: TimeNs;

  constructor(origin: Change, moments: Omit<MirrorMoments, "putSentNs">) {
    this.origin = origin;
    this.superseded =
      origin.superseded === undefined ? undefined : new MirroredChange(origin.superseded, moments);
    this.sentAfterNs = origin.sentNs < 0 ? NOT_YET : origin.sentNs - origin.changedNs;
    this.appliedAfterNs = moments.sourceAppliedNs - origin.changedNs;
    this.sourceSentAfterNs = moments.sourceSentNs - moments.sourceAppliedNs;
    this.receivedAfterNs = moments.receivedNs - moments.sourceSentNs;
  }

  get type(): KeyType {
    return this.origin.type;
  }
  get key(): number {
    return this.origin.key;
  }
  get version(): number {
    return this.origin.version;
  }
  get valueBytes(): number {
    return this.origin.valueBytes;
  }
  get backends(): number {
    return this.origin.backends;
  }
  get measured(): boolean {
    return this.origin.measured;
  }
  get changedNs(): TimeNs {
    return this.origin.changedNs;
  }
  get sentNs(): TimeNs {
    return this.sentAfterNs === NOT_YET ? NOT_YET : this.origin.changedNs + this.sentAfterNs;
  }
  set sentNs(ns: TimeNs) {
    this.sentAfterNs = ns === NOT_YET ? NOT_YET : ns - this.origin.changedNs;
  }
  get mirror(): MirrorMoments {
    return this;
  }
  get sourceAppliedNs(): TimeNs {
    return this.origin.changedNs + this.appliedAfterNs;
  }
  get sourceSentNs(): TimeNs {
    return this.sourceAppliedNs + this.sourceSentAfterNs;
  }
  get receivedNs(): TimeNs {
    return this.sourceSentNs + this.receivedAfterNs;
  }
}

/** A change, and those that it supersedes, on their way through one mirror: same values, own moments. */
export function copyForMirror(change: Change, moments: Omit<MirrorMoments, "putSentNs">): Change {
  return new MirroredChange(change, moments);
}

/** Calls `visit` for a change and for all that it supersedes, newest first. */
export function forEachCarried(change: Change, visit: (one: Change) => void): void {
  for (let one: Change | undefined = change; one !== undefined; one = one.superseded) visit(one);
}

/** A recorded change and those of the same key before it, oldest first. */
export function recordedUpTo(newest: SourceChange): readonly SourceChange[] {
  const changes: SourceChange[] = [];
  for (let one: SourceChange | undefined = newest; one !== undefined; one = one.previous) {
    changes.push(one);
  }
  return changes.reverse();
}

/** The change, and all that it carries, left the source's limiter: nothing has to be noted on the way. */
export function isSent(change: Change): boolean {
  for (let one: Change | undefined = change; one !== undefined; one = one.superseded) {
    if (one.sentNs < 0) return false;
  }
  return true;
}
