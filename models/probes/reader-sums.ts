/** Sums over all readers of a mesh. */
import type { ClientKind } from "../etcd/watch-group.js";
import { KEY_TYPES } from "../kvstore/key-types.js";
import type { KnownKeys } from "../kvstore/known-keys.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { MeshCluster, MeshReader } from "../mesh-parts.js";
import type { ChangedKeys, ChangedKeysByType } from "../workload/changed-keys.js";

/** Measured changes times agents that have not taken them in. */
export function undeliveredTo(readers: Iterable<MeshReader>): number {
  const changedKeys = new Map<MeshCluster, ChangedKeysByType>();
  let sum = 0;
  for (const { reader, client, target } of readers) {
    if (client !== "agent" || reader.machine.state === "absent") continue;
    let changed = changedKeys.get(target);
    if (changed === undefined) changedKeys.set(target, (changed = target.source.changedInWindow));
    for (const type of KEY_TYPES) {
      const known = reader.knownKeys(type);
      if (known === undefined || changed[type].keys.length === 0) continue;
      sum += reader.members * undelivered(changed[type], known);
    }
  }
  return sum;
}

function undelivered(changed: ChangedKeys, known: KnownKeys): number {
  const { keys, oldest, newest, isGone, versions, versionsFrom } = changed;
  const { view } = known;
  let sum = 0;
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    const version = view.version(key);
    if ((newest[at] ?? 0) <= version) continue;
    // A key that is gone on both sides was seen to go, or was never seen.
    if (isGone[at] === 1 && !known.holds(key)) continue;
    const from = versionsFrom[at] ?? 0;
    const to = versionsFrom[at + 1] ?? 0;
    if ((oldest[at] ?? 0) > version) sum += to - from;
    else for (let one = from; one < to; one += 1) if ((versions[one] ?? 0) > version) sum += 1;
  }
  return sum;
}

/** Shares of clients that are in sync, summed when something changed: they are asked for once a second. */
export class SyncShares {
  private readonly readers: ReadonlyMap<RemoteCluster, MeshReader>;
  private readonly shares = new Map<ClientKind, number | undefined>();

  constructor(readers: ReadonlyMap<RemoteCluster, MeshReader>) {
    this.readers = readers;
  }

  /** A reader got in or out of sync, came or went. */
  changed(): void {
    this.shares.clear();
  }

  /** Share of the clients of one kind that are in sync, 0..1; undefined when there are none. */
  of(kind: ClientKind): number | undefined {
    if (!this.shares.has(kind)) this.shares.set(kind, inSyncShareOf(this.readers.values(), kind));
    return this.shares.get(kind);
  }
}

function inSyncShareOf(readers: Iterable<MeshReader>, kind: ClientKind): number | undefined {
  let all = 0;
  let inSync = 0;
  for (const { reader, client } of readers) {
    if (client !== kind || reader.machine.state === "absent") continue;
    all += reader.members;
    if (reader.isInSync) inSync += reader.members;
  }
  return all === 0 ? undefined : inSync / all;
}
