/**
 * The server's side of watching, for n readers in like state at once.
 * A stream group is n connections with one watch stream each; a watch group is one watcher on each of those streams.
 * Not modelled: fragments, progress notifications, prevKV (Cilium asks for none of them).
 * Real behaviour: etcd-io/etcd v3.6.14 server/etcdserver/api/v3rpc/watch.go, server/storage/mvcc/watchable_store.go.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { StateMachine } from "../kvstore/state-machine.js";
import type { WatchState } from "../kvstore/transitions.js";
import type { Path } from "../network/path.js";
import type { Prefix, WatchEvent } from "./keyspace.js";
import type { RevisionHold } from "./revision-log.js";

/** The kinds of programs that connect to an etcd of the mesh. */
export const CLIENT_KINDS = ["agent", "operator", "kvstoremesh", "apiserver"] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** What a reader that does not read (or cannot be reached) still takes: the HTTP/2 window of its stream. */
const WINDOW_BYTES = 65_536;

/** A response that waits because its reader is not there. */
interface StalledResponse {
  readonly bytes: number;
  /** Hands the response on; it arrives one way later. */
  readonly release: (nowNs: TimeNs) => void;
  /** Its place in the channel is free already, because the window took it. */
  readonly inWindow: boolean;
}

/** n connections of like clients, each with one watch stream. */
export class StreamGroup {
  members: number;
  readonly client: ClientKind;
  readonly path: Path;
  /** The readers are in other clusters. */
  readonly isCrossCluster: boolean;
  /** Responses queued on each stream and not yet handed to the network. Its channel has room for 128. */
  outstanding = 0;
  /** When the last response was handed to the readers. */
  heardNs: TimeNs = 0;
  /** Nobody listens any more: what is still queued is dropped. */
  closed = false;
  /** The watchers on these streams. */
  readonly groups: WatchGroup[] = [];
  /** How much later a response arrives than it would without losses; undefined on a path that loses nothing. */
  private readonly lossDelayNs: (() => TimeNs) | undefined;
  private orderedNs: TimeNs = 0;
  private stalled: StalledResponse[] | undefined;
  private stalledBytes = 0;

  constructor(options: {
    readonly members: number;
    readonly client: ClientKind;
    readonly path: Path;
    readonly lossDelayNs?: () => TimeNs;
  }) {
    this.members = options.members;
    this.client = options.client;
    this.path = options.path;
    this.isCrossCluster = options.path.scope === "cross-cluster";
    this.lossDelayNs = options.lossDelayNs;
  }

  /** When a response that leaves at a time arrives. What was lost holds up what comes behind it. */
  arrivalNs(leavesNs: TimeNs): TimeNs {
    const { path } = this;
    if (path.loss === 0 && this.orderedNs <= leavesNs + path.oneWayNs)
      return leavesNs + path.oneWayNs;
    const delayNs = path.loss === 0 ? 0 : (this.lossDelayNs?.() ?? 0);
    this.orderedNs = Math.max(this.orderedNs, leavesNs + path.oneWayNs + delayNs);
    return this.orderedNs;
  }

  /** Watchers that each of the clients has. */
  get watchersEach(): number {
    return new Set(this.groups.map(({ prefix }) => prefix)).size;
  }

  /** True while nothing gets through to the readers. */
  get isStalled(): boolean {
    return this.stalled !== undefined;
  }

  /** From now on responses wait: the path is cut, or the readers stand still. */
  stall(): void {
    this.stalled ??= [];
  }

  /** Responses that waited go on their way, in order. */
  flush(nowNs: TimeNs): void {
    const waiting = this.stalled ?? [];
    this.stalled = undefined;
    this.stalledBytes = 0;
    for (const response of waiting) {
      if (!response.inWindow) this.outstanding -= 1;
      if (!this.closed) response.release(nowNs);
    }
  }

  /** A response whose last byte left the server while nothing gets through. */
  wait(bytes: number, release: (nowNs: TimeNs) => void): void {
    const inWindow = this.stalledBytes + bytes <= WINDOW_BYTES;
    this.stalledBytes += bytes;
    if (inWindow) this.outstanding -= 1;
    this.stalled?.push({ bytes, release, inWindow });
  }

  /** The first members' part of a response of which other parts are still being sent. */
  stallPart(release: (nowNs: TimeNs) => void): void {
    this.stalled?.push({ bytes: 0, release, inWindow: true });
  }
}

/** When one response reached n readers; the first and last of an even ramp each. Valid only while it is told. */
export interface Delivery extends DeliveryTimes {
  /** All members of the group stand at the same revision: none was taken out of it to catch up by itself. */
  readonly isWhole: boolean;
  /** The last revision that the response tells of. */
  readonly revision: number;
}

/** When a response passed its steps, for the first and the last of the members that it went to. */
export interface DeliveryTimes {
  /** Members of the group that got the response before these. */
  readonly fromMember: number;
  /** The etcd applied the change and queued it. For a catch-up: when the pass queued it. */
  readonly appliedNs: TimeNs;
  readonly sentFirstNs: TimeNs;
  readonly sentLastNs: TimeNs;
  readonly arrivedFirstNs: TimeNs;
  readonly arrivedLastNs: TimeNs;
}

/** Where events go. */
export interface WatchSink {
  /**
   * Told once for each part of the group that got them, when its last send is through. The arrival may lie in the future.
   * @param token that of the watch.
   */
  told(token: number, events: readonly WatchEvent[], members: number, delivery: Delivery): void;
  /** The server gave the watcher up: what it needs was compacted. */
  cancelled(token: number): void;
}

/** A sink for watchers that only cost something. */
export const NOBODY: WatchSink = { told: () => undefined, cancelled: () => undefined };

export interface WatchGroup {
  readonly stream: StreamGroup;
  readonly prefix: Prefix;
  readonly sink: WatchSink;
  /** Which of its watches the sink is told of. */
  readonly token: number;
  /** Its machine is in the state `synced`: asked for with each change. */
  isSynced: boolean;
  /** `synced` gets changes as they are applied; `victim` waits for room; `unsynced` is behind and catches up. */
  readonly machine: StateMachine<WatchState>;
  members: number;
  /** The next revision that this group must be told of. */
  nextRevision: number;
  /** Keeps the history that the group still needs; undefined while synced. */
  hold: RevisionHold | undefined;
  /** A catch-up pass took part of this group, so a synced part may have to be merged. */
  wasSplit: boolean;
}

/** Takes an item out of a list, if it is in it. */
export function removeFrom<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}

/** A part of a group, in the same state. Written out: a copy by `...` would have a shape of its own in V8, each one. */
export function partOf(
  group: WatchGroup,
  { members, hold, machine }: Pick<WatchGroup, "members" | "hold" | "machine">,
): WatchGroup {
  const { stream, prefix, sink, token, isSynced, nextRevision, wasSplit } = group;
  return {
    stream,
    prefix,
    sink,
    token,
    machine,
    isSynced,
    members,
    nextRevision,
    hold,
    wasSplit,
  };
}

/** Parts of one watch. */
export function isSameWatch(one: WatchGroup, other: WatchGroup): boolean {
  return one.prefix === other.prefix && one.sink === other.sink && one.token === other.token;
}

/** Joins a synced group with another synced part of the same readers, if there is one. */
export function mergeSynced(group: WatchGroup): void {
  if (!group.wasSplit) return;
  // Few watch on one stream, and thousands one prefix (the heartbeat).
  const other = group.stream.groups.find(
    (one) => one !== group && one.isSynced && isSameWatch(one, group),
  );
  if (other === undefined) return;
  other.members += group.members;
  group.prefix.removeGroup(group);
  removeFrom(group.stream.groups, group);
}
