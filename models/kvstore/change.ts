/**
 * One new value of one key on its way from the source cluster to the agents, with the moments at which it passed
 * each stage. A mirror makes a copy with its own moments; the source's ones are kept.
 * Not modelled: the value itself; only its size, version and number of backends matter.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { KeyType } from "./key-types.js";

/** What happened to the key at its source. */
export type ChangeKind = "create" | "update" | "delete";

export interface Change {
  readonly type: KeyType;
  /** The cluster in which the change happened, index into the mesh's clusters. */
  readonly cluster: number;
  readonly key: number;
  readonly kind: ChangeKind;
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
  mirror: MirrorMoments | undefined;
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

/** A copy without a history of its own, for one more writer of the same cluster. */
export function freshCopy(change: Change): Change {
  return { ...change, sentNs: NOT_YET, mirror: undefined, superseded: undefined };
}

/** A copy of a change, and of those that it supersedes, for one mirror: same values, own moments. */
export function copyForMirror(change: Change, moments: Omit<MirrorMoments, "putSentNs">): Change {
  return {
    ...change,
    mirror: { ...moments, putSentNs: NOT_YET },
    superseded:
      change.superseded === undefined ? undefined : copyForMirror(change.superseded, moments),
  };
}

/** Calls `visit` for a change and for all that it supersedes, newest first. */
export function forEachCarried(change: Change, visit: (one: Change) => void): void {
  for (let one: Change | undefined = change; one !== undefined; one = one.superseded) visit(one);
}
