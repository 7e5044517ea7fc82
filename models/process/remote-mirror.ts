/**
 * The reflectors of one remote cluster in KVStoreMesh: what was read is compared with what was written before, and
 * differences go into the local etcd, then the canary of the prefix.
 * When the remote is removed, its configuration goes first; three minutes later, so that agents can leave, the rest.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/kvstoremesh/{remote_cluster,reflector}.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { Prefix, WatchEvent } from "../etcd/keyspace.js";
import { canaryPrefix, dataPrefix } from "../etcd/layout.js";
import type { Delivery } from "../etcd/watch-group.js";
import { copyForMirror, forEachCarried, isSent, type Change } from "../kvstore/change.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import { KEY_TYPES, ofEachType, type KeyType } from "../kvstore/key-types.js";
import type { KnownKeys } from "../kvstore/known-keys.js";
import type { ListResult } from "../kvstore/paged-list.js";
import type { Passed, PendingChanges } from "../kvstore/pending-changes.js";
import type { ListTold } from "../kvstore/prefix-watcher.js";
import type { RemoteClusterConsumer } from "../kvstore/remote-cluster-parts.js";
import type { TransitionCounts } from "../kvstore/state-machine.js";
import type { SyncAlgorithm } from "../kvstore/sync-algorithm.js";
import { SyncStore } from "../kvstore/sync-store.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import { MIRROR_EVENT_NS } from "./agent-costs.js";
import { assumeCopied } from "./assumed-copy.js";
import type { BacklogRoom } from "./backlog-room.js";
import { ClusterConfigKey } from "./cluster-config-key.js";
import type { MirrorArrivals, Recipient, Reflector } from "./mirror-arrivals.js";
import { MirrorTurns } from "./mirror-turns.js";
import { SharedStores } from "./shared-stores.js";

/** Agents get this long to leave before the mirrored keys go. Source: cilium v1.20.0 kvstoremesh/remote_cluster.go. */
const DRAIN_GRACE_NS: TimeNs = 180 * NS_PER_SECOND;
/** A failed step of the removal is tried again after 2 s, doubled, five times. Source: same. */
const DRAIN_RETRY_NS: TimeNs = 2 * NS_PER_SECOND;
const DRAIN_RETRIES = 5;

/** What a mirror that is a group of one is told; used again and again. */
const alone = { sourceAppliedNs: 0, sourceSentNs: 0, receivedNs: 0 };

export interface RemoteMirrorParts {
  readonly client: EtcdClient;
  readonly source: SourceCluster;
  readonly waiting: Gauge;
  /** What is on its way to the stores, and what waits in them, for all mirrors of the process. */
  readonly arrivals: MirrorArrivals;
  readonly pending: PendingChanges;
  /** Where keys wait while the process is overloaded. */
  readonly room: BacklogRoom;
  readonly algorithm: SyncAlgorithm | undefined;
  readonly transitions: TransitionCounts | undefined;
  /** The same part of the process before this one; only a faulty variant looks at it. */
  readonly before: RemoteMirror | undefined;
  readonly onFirstSync?: ((store: SyncStore) => void) | undefined;
  /** The sum of its errors changed. */
  readonly onErrors: () => void;
  /** All prefixes are copied. */
  readonly onSynced: (mirror: RemoteMirror) => void;
  /** Everything that was copied of a removed cluster is gone. */
  readonly onRemoved: () => void;
}

/** What a mirror looks at of a list, and of what is told with it. */
export type TakenList = Pick<ListResult, "count" | "content">;
export interface ToldOfList extends Pick<ListTold, "vanished"> {
  /** What was held before. */
  readonly before: Pick<KnownKeys, "versionOf">;
}

export class RemoteMirror implements RemoteClusterConsumer, Reflector, Recipient {
  /** Itself, as a recipient of events. */
  readonly mirror = this;
  /** The remote cluster answered with its configuration. */
  isConnected = false;
  stores: Readonly<Record<KeyType, SyncStore>>;
  private readonly sim: Simulation;
  private readonly parts: RemoteMirrorParts;
  readonly arrivals: MirrorArrivals;
  /** Keys that wait in all stores of the process. */
  readonly waiting: Gauge;
  /** Work that waits for its turn, and this mirror's place there. */
  turns = new MirrorTurns(1);
  place = 0;
  private hasSharedTurns = false;
  /** Of a mirror that reads alone nobody comes before it, and its stores share their backlogs with none. */
  readonly before = 0;
  private own: Readonly<Record<KeyType, SharedStores>> | undefined;
  private readonly config: ClusterConfigKey;
  private unsynced: number = KEY_TYPES.length;
  private draining = false;

  constructor(sim: Simulation, parts: RemoteMirrorParts) {
    this.sim = sim;
    this.parts = parts;
    this.arrivals = parts.arrivals;
    this.waiting = parts.waiting;
    this.stores = this.newStores();
    const { algorithm, before, client, source } = parts;
    this.config = new ClusterConfigKey(sim, { client, cluster: source.name });
    if (algorithm?.dedupSurvivesRestart !== true || before === undefined) return;
    for (const type of KEY_TYPES) this.stores[type].inherit(before.stores[type].state());
  }

  get errors(): number {
    let sum = 0;
    for (const type of KEY_TYPES) sum += this.stores[type].errors;
    return sum;
  }

  /** Writes have failed and wait to be tried again. */
  get isFailing(): boolean {
    return KEY_TYPES.some((type) => this.stores[type].isFailing);
  }

  /** Nothing waits, nothing is being written or removed. */
  get isDrained(): boolean {
    return (
      this.turns.waiting(this.place) === 0 &&
      !this.draining &&
      KEY_TYPES.every((type) => this.stores[type].drained)
    );
  }

  /** Its turns lie with those of others from now on, and stay there when it leaves them. */
  takeTurnsIn(turns: MirrorTurns, place: number): void {
    if (this.hasSharedTurns) return;
    this.hasSharedTurns = true;
    this.turns = turns;
    this.place = place;
  }

  /** What waits is in the stores' own queues again. */
  leaveBacklogs(): void {
    for (const type of KEY_TYPES) this.stores[type].leaveBacklog();
  }

  connected(): void {
    this.isConnected = true;
    this.config.keep();
  }

  /** Begins with everything copied. */
  assumeCopied(): void {
    const { client, source } = this.parts;
    this.isConnected = true;
    assumeCopied({ source, client, layout: "cache", stores: this.stores, config: this.config });
    this.unsynced = 0;
  }

  listed(type: KeyType, list: ListResult, { vanished, before }: ListTold): TimeNs {
    return this.takeList(type, list, { vanished, before, atNs: this.sim.nowNs });
  }

  /** Takes a list in that it has at a time, now or soon; returns how long it works on it from then on. */
  takeList(type: KeyType, list: TakenList, told: ToldOfList & { readonly atNs: TimeNs }): TimeNs {
    this.leaveBacklogs();
    const { vanished, before, atNs } = told;
    const store = this.stores[type];
    const { source } = this.parts;
    const moments = { sourceAppliedNs: atNs, sourceSentNs: atNs, receivedNs: atNs };
    // What changed while nobody listened is told with the list.
    const missed = (key: number): Change | undefined => {
      const change = source.changesAfter(type, key, before.versionOf(key));
      if (change === undefined) return undefined;
      forEachCarried(change, (one) => (one.sentNs = atNs));
      return copyForMirror(change, moments);
    };
    const present = new Map<number, Change>();
    for (const [key] of source.changedKeys(type)) {
      const change = list.content.sizeOf(key) > 0 ? missed(key) : undefined;
      if (change !== undefined) present.set(key, change);
    }
    const gone = vanished.map((key) => ({
      key,
      known: before.versionOf(key),
      change: missed(key),
    }));
    const startsNs =
      this.turns.waiting(this.place) === 0 ? atNs : Math.max(atNs, this.turns.lastNs(this.place));
    this.inOrder(startsNs, () => {
      store.upsertAll(list.content, present);
      for (const { key, known, change } of gone) {
        store.delete(key, change?.version ?? known, change);
      }
    });
    return startsNs - atNs + list.count * MIRROR_EVENT_NS;
  }

  synced(type: KeyType): void {
    this.syncedAt(type, this.sim.nowNs);
  }

  /** It has worked through a list at a time, now or soon. */
  syncedAt(type: KeyType, atNs: TimeNs): void {
    this.leaveBacklogs();
    const store = this.stores[type];
    const done = (): void => {
      this.unsynced -= 1;
      if (this.unsynced === 0) this.parts.onSynced(this);
    };
    this.inOrder(atNs, () => store.synced(done));
  }

  /** A mirror is always a group of one: each has its own queue. */
  changed(
    type: KeyType,
    events: readonly WatchEvent[],
    _members: number,
    delivery: Delivery,
  ): void {
    this.own ??= this.ownStores();
    if (this.own[type].tellBacklog(events, 1, delivery) !== undefined) return;
    alone.sourceAppliedNs = delivery.appliedNs;
    alone.sourceSentNs = delivery.sentLastNs;
    alone.receivedNs = delivery.arrivedLastNs;
    this.arrivals.push(this, this.stores[type], type, events, alone);
  }

  /** Keys are dropped: all of them with a removed cluster, the services alone when the cache expired. */
  drained(type: KeyType, keys: readonly number[]): void {
    for (const key of keys) {
      const store = this.stores[type];
      store.delete(key, store.wantedVersion(key), undefined);
    }
  }

  /** The remote cluster is not configured any more: what was copied is removed. */
  removed(): void {
    const { client, source } = this.parts;
    const { etcd } = client;
    this.isConnected = false;
    for (const type of KEY_TYPES) this.stores[type].end();
    this.stores = this.newStores();
    this.own = undefined;
    this.parts.onErrors();
    this.unsynced = KEY_TYPES.length;
    this.draining = true;
    const grace = (): void => this.step([canaryPrefix(etcd, source.name), ...this.prefixes()], 0);
    this.config.remove();
    this.sim.schedule(DRAIN_GRACE_NS, () => client.gate.pass(grace), "mirror drains");
  }

  fork(): RemoteClusterConsumer {
    throw new Error("a mirror should never be split: it is a group of one");
  }

  restarted(): void {
    throw new Error("a mirror should not restart: a new process has new mirrors");
  }

  absorb(): boolean {
    return false;
  }

  /**
   * Does a piece of work when it is ready and what came before is done: events and lists reach the reflector through one
   * channel, so a list never overtakes the events before it, also when what waited for a cut path comes all at once.
   */
  private inOrder(readyNs: TimeNs, work: () => void): void {
    if (this.turns.waiting(this.place) === 0 && readyNs <= this.sim.nowNs) {
      work();
      return;
    }
    const due = (): void => {
      this.turns.reached(this.place);
      this.parts.client.gate.pass(work);
    };
    this.sim.scheduleAt(this.turns.take(this.place, readyNs), due, "mirror");
  }

  private prefixes(): readonly Prefix[] {
    const { client, source } = this.parts;
    return KEY_TYPES.map((type) => dataPrefix(client.etcd, source.name, type, "cache"));
  }

  /** One prefix after another is deleted. */
  private step(prefixes: readonly Prefix[], failures: number): void {
    const [prefix, ...rest] = prefixes;
    if (prefix === undefined || failures > DRAIN_RETRIES) {
      this.draining = false;
      this.parts.onRemoved();
      return;
    }
    this.parts.client.deletePrefix(prefix, (result) => {
      if (result === "ok") {
        this.step(rest, 0);
        return;
      }
      const again = (): void => this.step(prefixes, failures + 1);
      this.sim.schedule(DRAIN_RETRY_NS * 2 ** failures, again, "mirror drains");
    });
  }

  private ownStores(): Readonly<Record<KeyType, SharedStores>> {
    const { room } = this.parts;
    const own = (type: KeyType): SharedStores =>
      new SharedStores(this.sim, { type, seats: [this], stores: [this.stores[type]], room });
    return ofEachType(own);
  }

  private newStores(): Readonly<Record<KeyType, SyncStore>> {
    const { client, source, waiting, pending, algorithm, transitions, onFirstSync, onErrors } =
      this.parts;
    const store = (type: KeyType): SyncStore =>
      new SyncStore(this.sim, {
        client,
        prefix: dataPrefix(client.etcd, source.name, type, "cache"),
        canaryPrefix: canaryPrefix(client.etcd, source.name),
        canaryKey: KEY_TYPES.indexOf(type),
        onSent: stampMirrored,
        waiting,
        pending,
        transitions,
        onError: onErrors,
        onFirstSync,
        algorithm,
      });
    return ofEachType(store);
  }

  /** One event, of which something has to be looked up or noted first. */
  takeIn(store: SyncStore, type: KeyType, event: WatchEvent, passed: Passed): void {
    // A key that went with its lease tells nothing of the deletion that it stands for.
    const origin =
      event.change ??
      (event.valueBytes === 0
        ? this.parts.source.changesAfter(type, event.key, event.version)
        : undefined);
    if (origin !== undefined && isSent(origin)) {
      if (event.valueBytes > 0) {
        store.upsert(event.key, event.valueBytes, event.version, origin, passed);
      } else {
        store.delete(event.key, event.version, origin, passed);
      }
      return;
    }
    const change = origin === undefined ? undefined : copyForMirror(origin, passed);
    if (change !== undefined) {
      forEachCarried(change, (one) => {
        if (one.sentNs < 0) one.sentNs = passed.sourceAppliedNs;
      });
    }
    if (event.valueBytes > 0) store.upsert(event.key, event.valueBytes, event.version, change);
    else store.delete(event.key, event.version, change);
  }
}

function stampMirrored(change: Change, nowNs: TimeNs): void {
  forEachCarried(change, (one) => {
    if (one.mirror !== undefined && one.mirror.putSentNs < 0) one.mirror.putSentNs = nowNs;
  });
}
