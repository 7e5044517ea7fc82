/**
 * The server's side of watching, for n readers in like state at once.
 * A stream group is n connections with one watch stream each; a watch group is one watcher on each of those streams.
 * Not modelled: fragments, progress notifications, prevKV (Cilium asks for none of them).
 * Real behaviour: etcd-io/etcd v3.6.14 server/etcdserver/api/v3rpc/watch.go, server/storage/mvcc/watchable_store.go.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { Path } from "../network/network.js";
import type { Prefix, WatchEvent } from "./keyspace.js";
import type { RevisionHold } from "./revision-log.js";

/** The kinds of programs that connect to an etcd of the mesh. */
export const CLIENT_KINDS = ["agent", "operator", "kvstoremesh", "apiserver"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** n connections of like clients, each with one watch stream. */
export interface StreamGroup {
  readonly members: number;
  readonly client: ClientKind;
  readonly path: Path;
  /** Responses queued on each stream and not yet handed to the network. Its channel has room for 128. */
  outstanding: number;
}

/** When one response reached n readers; the first and last of an even ramp each. */
export interface Delivery {
  /** Members of the group that got the response before these. */
  readonly fromMember: number;
  /** The etcd applied the change and queued it. For a catch-up: when the pass queued it. */
  readonly appliedNs: TimeNs;
  readonly sentFirstNs: TimeNs;
  readonly sentLastNs: TimeNs;
  readonly arrivedFirstNs: TimeNs;
  readonly arrivedLastNs: TimeNs;
}

/**
 * Where events go: told once for each part of the group that got them, when its last send is through. The arrival may
 * lie in the future.
 */
export type WatchSink = (
  events: readonly WatchEvent[],
  members: number,
  delivery: Delivery,
) => void;

/** `synced` gets changes as they are applied; `victim` waits for room; `unsynced` is behind and catches up. */
export type WatchState = "synced" | "unsynced" | "victim";

export interface WatchGroup {
  readonly stream: StreamGroup;
  readonly prefix: Prefix;
  readonly sink: WatchSink;
  members: number;
  state: WatchState;
  /** The next revision that this group must be told of. */
  nextRevision: number;
  /** Keeps the history that the group still needs; undefined while synced. */
  hold: RevisionHold | undefined;
  /** A catch-up pass took part of this group, so a synced part may have to be merged. */
  wasSplit: boolean;
}
