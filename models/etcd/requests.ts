/**
 * What is asked of an etcd member, and who asks. All requests are made at the moment at which they reach the server.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { Link } from "../../src/engine/link.js";
import type { EtcdSpec } from "../../src/scenario/scenario.js";
import type { TransitionCounts } from "../kvstore/state-machine.js";
import type { SyncAlgorithm } from "../kvstore/sync-algorithm.js";
import type { CostProfile } from "./costs.js";
import type { Prefix, WatchEvent } from "./keyspace.js";
import type { EtcdMember } from "./member.js";
import type { StreamGroup } from "./watch-group.js";

export type PutResult = "ok" | "too many requests" | "no space" | "lease not found" | "unavailable";

/** Somebody with a connection to this etcd's process. */
export interface Peer {
  /** The process ended; the news arrives one way later. */
  serverEnded(): void;
  /** The process stands still (true), or goes on (false). */
  serverFrozen(frozen: boolean): void;
}

/** Told of every change that is applied, in order; for the check of the truth. */
export type AppliedHook = (etcd: EtcdMember, prefix: Prefix, event: WatchEvent) => void;

export interface PutRequest {
  readonly prefix: Prefix;
  readonly event: WatchEvent;
  /** The lease that the key hangs on; 0 = none. */
  readonly lease: number;
  /** Keys that hang on the same lease; costs nothing since etcd 3.5.10. */
  readonly leaseKeys: number;
  /** Called when the answer leaves the server. */
  readonly done: (result: PutResult) => void;
}

/** One page of a list, for n readers that ask for the same page at once. */
export interface PageRequest {
  readonly members: number;
  /** Keys and bytes (keys and values) on this page. */
  readonly keys: number;
  readonly bytes: number;
  /** Keys that remain in the range behind this page: they are visited, to count them. */
  readonly remaining: number;
  /** Distance between the first and the last reader when they ask. */
  readonly spreadNs: TimeNs;
  readonly stream: StreamGroup;
}

/** What a member is made of. */
export interface EtcdMemberOptions {
  readonly name: string;
  readonly spec: EtcdSpec;
  readonly costs: CostProfile;
  readonly nic: Link;
  /** The name by default: an etcd that is never replaced needs no other. */
  readonly clusterId?: string;
  readonly algorithm?: SyncAlgorithm;
  readonly transitions?: TransitionCounts;
}
