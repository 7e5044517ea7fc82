/**
 * Mirrors that read a remote cluster as a cohort, and stand for all like ones: what they hear of changes is noted for
 * those that are not simulated. Everything else is that of the mirrors themselves.
 */
import type { TimeNs } from "../../src/engine/time.js";
import type { ClusterGroup } from "../../src/scenario/scenario.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import type { Delivery } from "../etcd/watch-group.js";
import { deleteEventBytes, putEventBytes } from "../etcd/wire-size.js";
import { KEY_BYTES, type KeyType } from "../kvstore/key-types.js";
import type { KnownKeys } from "../kvstore/known-keys.js";
import type { ListResult } from "../kvstore/paged-list.js";
import type { ListTold } from "../kvstore/prefix-watcher.js";
import type { RemoteClusterConsumer } from "../kvstore/remote-cluster-parts.js";
import type { Moment } from "../network/moment.js";
import { MirroredChanges } from "./mirrored-changes.js";

export class HeardMirrors implements RemoteClusterConsumer {
  private readonly here: RemoteClusterConsumer;
  private readonly source: number;
  /** Undefined for members that went their own way: the others are heard. */
  private changes: MirroredChanges | undefined;

  /** @param options.source place of the remote cluster in the mesh. */
  constructor(options: {
    readonly here: RemoteClusterConsumer;
    readonly source: number;
    readonly changes: MirroredChanges | undefined;
  }) {
    this.here = options.here;
    this.source = options.source;
    this.changes = options.changes;
  }

  connected(): void {
    this.here.connected();
  }

  listed(type: KeyType, list: ListResult, told: ListTold): TimeNs {
    return this.here.listed(type, list, told);
  }

  synced(type: KeyType, moment: Moment): void {
    this.here.synced(type, moment);
  }

  changed(type: KeyType, events: readonly WatchEvent[], members: number, delivery: Delivery): void {
    const { changes } = this;
    if (changes !== undefined && delivery.fromMember === 0) {
      const key = KEY_BYTES[type].cache;
      for (const { valueBytes } of events) {
        const bytes = valueBytes > 0 ? putEventBytes(key, valueBytes) : deleteEventBytes(key);
        changes.add(delivery.arrivedLastNs, bytes, this.source);
      }
    }
    this.here.changed(type, events, members, delivery);
  }

  removed(): void {
    this.here.removed();
  }

  drained(type: KeyType, keys: readonly number[]): void {
    this.here.drained(type, keys);
  }

  fork(members: number): HeardMirrors {
    const { source } = this;
    return new HeardMirrors({ here: this.here.fork(members), source, changes: undefined });
  }

  restarted(known: ReadonlyMap<KeyType, KnownKeys>): void {
    this.here.restarted(known);
  }

  absorb(other: RemoteClusterConsumer): boolean {
    if (!(other instanceof HeardMirrors) || !this.here.absorb(other.here)) return false;
    this.changes ??= other.changes;
    return true;
  }
}

/** What the mirrors of each group of like clusters hear. */
export class HeardByGroups {
  private readonly changes = new Map<ClusterGroup, MirroredChanges>();
  private readonly sources = new Map<ClusterGroup, Set<number>>();

  of(group: ClusterGroup): MirroredChanges {
    let changes = this.changes.get(group);
    if (changes === undefined) this.changes.set(group, (changes = new MirroredChanges()));
    return changes;
  }

  /** The mirrors of a group that read a source; the first of them that do so are heard for all. */
  by(group: ClusterGroup, source: number, here: RemoteClusterConsumer): HeardMirrors {
    const sources = this.sources.get(group) ?? new Set();
    this.sources.set(group, sources);
    const changes = sources.has(source) ? undefined : this.of(group);
    sources.add(source);
    return new HeardMirrors({ here, source, changes });
  }
}
