/**
 * What the keys by which a client is steered say: the heartbeat, the remote's configuration, and the canaries of its
 * prefixes. It goes to the client's owner. Prefixes that stay empty say nothing.
 * Not here: what the owner makes of it (remote-cluster.ts).
 */
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import { KEY_TYPES, type KeyType } from "./key-types.js";
import type { ListResult } from "./paged-list.js";
import type { PrefixConsumer } from "./prefix-watcher.js";

/** The prefixes by which a client is steered; a number is one of the empty prefixes. */
export type ControlRole = "heartbeat" | "config" | "canaries" | number;

export interface SteeredClient {
  readonly owner: {
    heartbeatListed(): void;
    heartbeatBeat(atNs: number): void;
    configListed(list: ListResult): void;
    configIs(version: number): void;
    canarySeen(type: KeyType | undefined): void;
  };
  /** Goes on when the first member has got a message. */
  reach(delivery: Delivery, go: () => void): void;
}

export class ControlConsumer implements PrefixConsumer {
  private readonly client: SteeredClient;
  private readonly role: ControlRole;

  constructor(client: SteeredClient, role: ControlRole) {
    this.client = client;
    this.role = role;
  }

  listed(list: ListResult): number {
    const { owner } = this.client;
    if (this.role === "heartbeat") owner.heartbeatListed();
    else if (this.role === "config") owner.configListed(list);
    else if (this.role === "canaries") {
      list.content.forEach((key) => {
        owner.canarySeen(KEY_TYPES[key]);
      });
    }
    return 0;
  }

  synced(): void {
    // The list said it all.
  }

  changed(events: readonly WatchEvent[], _members: number, delivery: Delivery): void {
    const { client, role } = this;
    if (role === "heartbeat") client.owner.heartbeatBeat(delivery.arrivedLastNs);
    else if (role === "config") {
      const last = events[events.length - 1];
      if (last === undefined) return;
      const version = last.valueBytes > 0 ? last.version : 0;
      client.reach(delivery, () => client.owner.configIs(version));
    } else if (role === "canaries") {
      client.reach(delivery, () => {
        for (const { key, valueBytes } of events) {
          if (valueBytes > 0) client.owner.canarySeen(KEY_TYPES[key]);
        }
      });
    }
  }
}
