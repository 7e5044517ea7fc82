/**
 * The stores that the mirrors of a fan have for one prefix, in their order, and the backlog of those that are overloaded:
 * made when the first of them is, since most never are.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { DeliveryTimes } from "../etcd/watch-group.js";
import type { Backlog, BacklogOwner } from "../kvstore/backlog.js";
import { isSent } from "../kvstore/change.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import { FanBacklog, type FanBacklogParts } from "./fan-backlog.js";

export class SharedStores implements BacklogOwner {
  private readonly sim: Simulation;
  private readonly parts: FanBacklogParts;
  private backlog: FanBacklog | undefined;

  constructor(sim: Simulation, parts: FanBacklogParts) {
    this.sim = sim;
    this.parts = parts;
    for (const [place, store] of this.each.entries()) store.shareBacklog(this, place);
  }

  /** The store of each seat. */
  get each(): readonly SyncStore[] {
    return this.parts.stores;
  }

  enter(place: number): Backlog | undefined {
    this.backlog ??= new FanBacklog(this.sim, this.parts);
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
    delivery: DeliveryTimes,
  ): FanBacklog | undefined {
    const { backlog } = this;
    if (backlog?.isUsed !== true) return undefined;
    for (const event of events) {
      if (event.isRepeated !== true && (event.isSent ?? isChangeSent(event))) continue;
      // What has to be looked up or noted first takes the usual way.
      backlog.leaveAll();
      return undefined;
    }
    backlog.tell(events, members, delivery);
    return backlog;
  }
}

function isChangeSent({ change }: WatchEvent): boolean {
  return change !== undefined && isSent(change);
}
