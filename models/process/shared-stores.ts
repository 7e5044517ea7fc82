/**
 * The stores that the mirrors of a fan have for one prefix, in their order, and the backlog of those that are overloaded:
 * made when the first of them is, since most never are.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import type { Backlog, BacklogOwner } from "../kvstore/backlog.js";
import { isSent } from "../kvstore/change.js";
import type { KeyType } from "../kvstore/key-types.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import type { BacklogRoom } from "./backlog-room.js";
import { FanBacklog, type BacklogSeat } from "./fan-backlog.js";

export class SharedStores implements BacklogOwner {
  readonly each: readonly SyncStore[];
  private readonly sim: Simulation;
  private readonly type: KeyType;
  private readonly seats: readonly BacklogSeat[];
  private readonly room: BacklogRoom;
  private backlog: FanBacklog | undefined;

  constructor(
    sim: Simulation,
    options: {
      readonly type: KeyType;
      readonly seats: readonly BacklogSeat[];
      /** The store of each seat. */
      readonly stores: readonly SyncStore[];
      readonly room: BacklogRoom;
    },
  ) {
    this.sim = sim;
    this.type = options.type;
    this.seats = options.seats;
    this.each = options.stores;
    this.room = options.room;
    for (const [place, store] of this.each.entries()) store.shareBacklog(this, place);
  }

  enter(place: number): Backlog | undefined {
    const { type, seats, each: stores, room } = this;
    this.backlog ??= new FanBacklog(this.sim, { type, seats, stores, room });
    return this.backlog.enter(place) ? this.backlog : undefined;
  }

  /** What waits in the backlog is in the stores' own queues again. */
  leave(): void {
    this.backlog?.leaveAll();
  }

  /**
   * A response to a part of the cohort reaches those whose keys wait in the backlog. Returns the backlog when it was
   * told, undefined when all stores have to be told as usual.
   */
  tellBacklog(
    events: readonly WatchEvent[],
    members: number,
    delivery: Delivery,
  ): FanBacklog | undefined {
    const { backlog } = this;
    if (backlog?.isUsed !== true) return undefined;
    for (const { change, isRepeated } of events) {
      if (change !== undefined && isSent(change) && isRepeated !== true) continue;
      // What has to be looked up or noted first takes the usual way.
      backlog.leaveAll();
      return undefined;
    }
    backlog.tell(events, members, delivery);
    return backlog;
  }
}
