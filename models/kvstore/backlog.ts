/**
 * Keys that wait for the worker of an overloaded store, kept outside of it: nothing of the store is touched before its
 * worker comes to them. What waits, in which order, and which changes one write carries is as in the store's own queue.
 * Not here: how the stores of several mirrors share one; see process/fan-backlog.ts.
 */
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Change } from "./change.js";

/** A store, as a backlog sees it. */
export interface BacklogUser {
  /** The key should have this value, or be gone, from now on; false if it is so already. */
  wants(event: WatchEvent): boolean;
}

/** Each user has a place in it. */
export interface Backlog {
  /** The key that was taken last, and the changes that its write carries. */
  readonly takenKey: number;
  readonly takenChange: Change | undefined;
  /** Takes the key that waits longest, for the store of this place; false when none does. */
  take(place: number, user: BacklogUser): boolean;
  /** Hands over what has come by now; what is still on its way, and all that follows, comes at its time. */
  leave(place: number): void;
}

/** Has a backlog for the stores that need one. */
export interface BacklogOwner {
  /** From now on what reaches the store of this place waits in this backlog; undefined when it may not. */
  enter(place: number): Backlog | undefined;
}
