/** What becomes of the keys of one type: they go to the process, and those who look on are told. */
import type { KeyType } from "./key-types.js";
import type { PrefixConsumer } from "./prefix-watcher.js";
import type { RemoteCluster } from "./remote-cluster.js";

/** The consumer of a reader's watcher of one type. */
export function observedConsumer(reader: RemoteCluster, type: KeyType): PrefixConsumer {
  const { consumer, observer } = reader.parts;
  const known = reader.knownKeys(type);
  return {
    listed: (list, vanished, before) => {
      observer?.listed(reader, type, { list, vanished });
      return consumer.listed(type, list, { vanished, before });
    },
    synced: (moment) => consumer.synced(type, moment),
    changed: (events, members, delivery) => {
      if (delivery.fromMember === 0 && known !== undefined) {
        const { appliedRevision: from, etcd } = known;
        const { isWhole, revision: to } = delivery;
        // A part of a large group is told later what others know already.
        if (isWhole || to > from) observer?.delivered(reader, type, { events, from, to, etcd });
      }
      consumer.changed(type, events, members, delivery);
    },
  };
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
