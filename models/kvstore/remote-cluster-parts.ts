/**
 * What a client of a remote cluster is made of, what it tells the process that it belongs to, and what it tells those
 * who only look on.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { EtcdClientSpec } from "../../src/scenario/scenario.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import type { EtcdMember } from "../etcd/member.js";
import type { EtcdService } from "../etcd/service.js";
import type { ClientKind, Delivery } from "../etcd/watch-group.js";
import type { Moment } from "../network/moment.js";
import type { Path } from "../network/path.js";
import type { KeyType } from "./key-types.js";
import type { KnownKeys } from "./known-keys.js";
import type { ListResult } from "./paged-list.js";
import type { ListTold } from "./prefix-watcher.js";
import type { RemoteCluster } from "./remote-cluster.js";
import type { TransitionCounts } from "./state-machine.js";
import type { SyncAlgorithm } from "./sync-algorithm.js";

/** What a process does with what it reads. */
export interface RemoteClusterConsumer {
  /** The cluster answered with its configuration. */
  connected(): void;
  /**
   * A complete list arrived, and these keys vanished since `before`; returns how long one member takes to work through
   * it.
   */
  listed(type: KeyType, list: ListResult, told: ListTold): TimeNs;
  /** The list was worked through: the prefix is in sync. */
  synced(type: KeyType, moment: Moment): void;
  /** Changes arrived at the members; the times may lie in the future. */
  changed(type: KeyType, events: readonly WatchEvent[], members: number, delivery: Delivery): void;
  /** The cluster is not configured any more; its keys are dropped one by one next. */
  removed(): void;
  /** Keys are dropped because their cluster was removed, or cannot be reached for too long. */
  drained(type: KeyType, keys: readonly number[]): void;
  /** Some members go their own way: what they do with what they read. */
  fork(members: number): RemoteClusterConsumer;
  /** The process of all members starts anew; what it knew is told so that nothing is counted twice. */
  restarted(known: ReadonlyMap<KeyType, KnownKeys>): void;
  /** Takes over the members of another consumer in equal state; false when it is not. */
  absorb(other: RemoteClusterConsumer): boolean;
}

/** Events that follow on one revision, up to another; with what was held of the type before them. */
export interface ToldEvents {
  readonly events: readonly WatchEvent[];
  readonly from: number;
  readonly to: number;
  readonly known: KnownKeys;
}

/** Watches the life of a group; for probes and the check of the truth. */
export interface RemoteClusterObserver {
  /** It runs since now, or no longer. */
  presenceChanged(reader: RemoteCluster): void;
  /** Every prefix is in sync since `moment`, or no longer. */
  syncChanged(reader: RemoteCluster, inSync: boolean, moment: Moment): void;
  /** A group split off. */
  forked(reader: RemoteCluster, part: RemoteCluster): void;
  /** Events arrived that follow on what was applied up to a revision. */
  delivered(reader: RemoteCluster, type: KeyType, told: ToldEvents): void;
  /** A list was taken in. */
  listed(
    reader: RemoteCluster,
    type: KeyType,
    told: { readonly list: ListResult; readonly vanished: readonly number[] },
  ): void;
  /** Keys of a type were dropped without a list. */
  dropped(reader: RemoteCluster, type: KeyType, keys: readonly number[]): void;
  /** The process forgot everything. */
  forgot(reader: RemoteCluster): void;
}

/** Where what is read of a cluster lies in an etcd. */
export interface ReaderPrefixes {
  readonly heartbeat: (etcd: EtcdMember) => Prefix;
  readonly config: (etcd: EtcdMember) => Prefix;
  readonly canaries: (etcd: EtcdMember) => Prefix;
  /** The data prefixes that a process reads, by type. */
  readonly data: readonly {
    readonly type: KeyType;
    readonly prefixOf: (etcd: EtcdMember) => Prefix;
  }[];
  /** Prefixes that are watched and stay empty (service exports). */
  readonly empty: readonly ((etcd: EtcdMember) => Prefix)[];
}

export interface RemoteClusterParts {
  /** Unique name of the group, such as `agents of cluster-002 -> cluster-001`. */
  readonly name: string;
  /** Name of the cluster that is read. */
  readonly target: string;
  readonly client: ClientKind;
  readonly service: EtcdService;
  readonly path: Path;
  readonly members: number;
  /** Which of several ready etcds these clients reach. */
  readonly ordinal: number;
  /** Where the jitter of one of several like clients lies among theirs, 0..1. */
  readonly jitterRank?: number | undefined;
  readonly limits: EtcdClientSpec;
  readonly prefixes: ReaderPrefixes;
  readonly watchesConfig: boolean;
  readonly consumer: RemoteClusterConsumer;
  /** ln(1 + nodes of the mesh) for agents, 1 for kvstoremesh: stretches checks and list back-off. */
  readonly sizeFactor: number;
  /** Services go when the remote cannot be reached for so long; 0 = never. */
  readonly cacheTtlNs: TimeNs;
  readonly algorithm: SyncAlgorithm;
  readonly transitions: TransitionCounts | undefined;
  readonly observer: RemoteClusterObserver | undefined;
}
