/**
 * What is asked of an etcd member, and who asks. All requests are made at the moment at which they reach the server.
 */
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
  readonly stream: StreamGroup;
}
