/** Sums over all readers of a mesh. */
import type { ClientKind } from "../etcd/watch-group.js";
import { KEY_TYPES } from "../kvstore/key-types.js";
import type { MeshReader } from "../mesh-parts.js";

/** Measured changes times agents that have not taken them in. */
export function undeliveredTo(readers: Iterable<MeshReader>): number {
  let sum = 0;
  for (const { reader, client, target } of readers) {
    if (client !== "agent" || reader.machine.state === "absent") continue;
    for (const type of KEY_TYPES) {
      const known = reader.knownKeys(type);
      if (known === undefined) continue;
      for (const [key, changes] of target.source.changedKeys(type)) {
        const version = known.versionOf(key);
        const newest = changes[changes.length - 1];
        if (newest === undefined || newest.version <= version) continue;
        // A key that is gone on both sides was seen to go, or was never seen.
        if (target.source.tables[type].sizeOf(key) === 0 && !known.holds(key)) continue;
        for (const change of changes) if (change.version > version) sum += reader.members;
      }
    }
  }
  return sum;
}

/** Share of the clients of one kind that are in sync, 0..1; undefined when there are none. */
export function inSyncShareOf(readers: Iterable<MeshReader>, kind: ClientKind): number | undefined {
  let all = 0;
  let inSync = 0;
  for (const { reader, client } of readers) {
    if (client !== kind || reader.machine.state === "absent") continue;
    all += reader.members;
    if (reader.isInSync) inSync += reader.members;
  }
  return all === 0 ? undefined : inSync / all;
}
