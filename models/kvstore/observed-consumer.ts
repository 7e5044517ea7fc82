/** What becomes of the keys of one type: they go to the process, and those who look on are told. */
import type { TimeNs } from "../../src/engine/time.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import type { Moment } from "../network/moment.js";
import type { KeyType } from "./key-types.js";
import type { KnownKeys } from "./known-keys.js";
import type { ListResult } from "./paged-list.js";
import type { ListTold, PrefixConsumer } from "./prefix-watcher.js";
import type { RemoteCluster } from "./remote-cluster.js";
import type { RemoteClusterConsumer, RemoteClusterObserver } from "./remote-cluster-parts.js";

/** The consumer of a reader's watcher of one type. */
export class ObservedConsumer implements PrefixConsumer {
  private readonly reader: RemoteCluster;
  private readonly type: KeyType;
  private readonly known: KnownKeys | undefined;
  private readonly consumer: RemoteClusterConsumer;
  private readonly observer: RemoteClusterObserver | undefined;

  constructor(reader: RemoteCluster, type: KeyType) {
    this.reader = reader;
    this.type = type;
    this.known = reader.knownKeys(type);
    this.consumer = reader.parts.consumer;
    this.observer = reader.parts.observer;
  }

  listed(list: ListResult, told: ListTold): TimeNs {
    const { reader, type } = this;
    this.observer?.listed(reader, type, { list, vanished: told.vanished });
    return this.consumer.listed(type, list, told);
  }

  synced(moment: Moment): void {
    this.consumer.synced(this.type, moment);
  }

  changed(events: readonly WatchEvent[], members: number, delivery: Delivery, from: number): void {
    const { known, observer, type } = this;
    if (delivery.fromMember === 0 && known !== undefined && observer !== undefined) {
      const { isWhole, revision: to } = delivery;
      // A part of a large group is told later what others know already.
      if (isWhole || to > from) {
        observer.delivered(this.reader, type, { events, from, to, known });
      }
    }
    this.consumer.changed(type, events, members, delivery);
  }
}

/** All keys of one type go, without a list. */
export function dropKeys(reader: RemoteCluster, type: KeyType): void {
  const known = reader.knownKeys(type);
  if (known === undefined) return;
  const keys = known.keys();
  known.clear();
  reader.parts.consumer.drained(type, keys);
  reader.parts.observer?.dropped(reader, type, keys);
}
