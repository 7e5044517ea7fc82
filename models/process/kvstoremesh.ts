/**
 * KVStoreMesh: one mirror per cluster. For every remote cluster it watches each prefix and copies it, through a
 * SyncStore with one worker per prefix, into the local etcd, all through one limited client.
 * Not modelled: readiness time-outs, the leader lock (external mode), drain on removal.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/kvstoremesh/, clustermesh-apiserver/kvstoremesh/root.go.
 */
import { Lane } from "../../src/engine/lane.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import { Gauge } from "../../src/measure/gauge.js";
import type { WatchEvent } from "../etcd/keyspace.js";
import { canaryPrefix, dataPrefix } from "../etcd/layout.js";
import type { Delivery } from "../etcd/watch-group.js";
import { copyForMirror, forEachCarried, type Change } from "../kvstore/change.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import type { ListResult } from "../kvstore/paged-list.js";
import type { RemoteClusterConsumer } from "../kvstore/remote-cluster.js";
import { SyncStore } from "../kvstore/sync-store.js";
import { MIRROR_EVENT_NS } from "./agent-costs.js";
import { writeConfig } from "./cluster-writer.js";

/** It watches the heartbeat of its own etcd. */
const LOCAL_WATCHERS = 1;

export class Kvstoremesh {
  readonly client: EtcdClient;
  /** From its start until the canaries of all remotes were written (`bootstrap_seconds`); undefined until then. */
  bootstrappedNs: TimeNs | undefined;
  /** `cilium_kvstoremesh_kvstore_sync_queue_size`. */
  readonly waiting: Gauge;
  private readonly sim: Simulation;
  private readonly onCancelled: (change: Change) => void;
  private readonly onSynced: () => void;
  private readonly mirrors: RemoteMirror[] = [];
  private unsynced = 0;
  private startedNs: TimeNs = 0;

  constructor(
    sim: Simulation,
    options: {
      readonly client: EtcdClient;
      readonly onCancelled: (change: Change) => void;
      readonly onSynced: () => void;
    },
  ) {
    this.sim = sim;
    this.client = options.client;
    this.onCancelled = options.onCancelled;
    this.onSynced = options.onSynced;
    this.waiting = new Gauge(sim.nowNs);
  }

  /** Adds a remote cluster to mirror; returns what its reader hands the data to. */
  mirror(cluster: string): RemoteClusterConsumer {
    this.unsynced += KEY_TYPES.length;
    const mirror = new RemoteMirror(this.sim, {
      client: this.client,
      cluster,
      waiting: this.waiting,
      onCancelled: this.onCancelled,
      onSynced: () => this.prefixSynced(),
    });
    this.mirrors.push(mirror);
    return mirror;
  }

  start(): void {
    this.startedNs = this.sim.nowNs;
    this.client.connect(LOCAL_WATCHERS);
  }

  get errors(): number {
    return this.mirrors.reduce((sum, mirror) => sum + mirror.errors, 0);
  }

  get drained(): boolean {
    return this.mirrors.every((mirror) => mirror.drained);
  }

  /** Readiness: when every canary is written, the bootstrap rate ends. */
  private prefixSynced(): void {
    this.unsynced -= 1;
    if (this.unsynced > 0) return;
    this.bootstrappedNs = this.sim.nowNs - this.startedNs;
    this.client.limiter.bootstrapDone();
    this.onSynced();
  }
}

/** The reflectors of one remote cluster. */
class RemoteMirror implements RemoteClusterConsumer {
  private readonly sim: Simulation;
  private readonly client: EtcdClient;
  private readonly cluster: string;
  private readonly onSynced: () => void;
  private readonly stores: Readonly<Record<KeyType, SyncStore>>;
  private readonly arrivals: Lane;

  constructor(
    sim: Simulation,
    options: {
      readonly client: EtcdClient;
      readonly cluster: string;
      readonly waiting: Gauge;
      readonly onCancelled: (change: Change) => void;
      readonly onSynced: () => void;
    },
  ) {
    const { client, cluster, onCancelled } = options;
    this.sim = sim;
    this.client = client;
    this.cluster = cluster;
    this.onSynced = options.onSynced;
    this.arrivals = new Lane(sim, "mirror");
    const store = (type: KeyType): SyncStore =>
      new SyncStore(sim, {
        client,
        prefix: dataPrefix(client.etcd, cluster, type, "cache"),
        canaryPrefix: canaryPrefix(client.etcd, cluster),
        canaryKey: KEY_TYPES.indexOf(type),
        onSent: stampMirrored,
        waiting: options.waiting,
        onCancelled,
      });
    this.stores = {
      nodes: store("nodes"),
      identities: store("identities"),
      services: store("services"),
      ip: store("ip"),
    };
  }

  get errors(): number {
    let sum = 0;
    for (const type of KEY_TYPES) sum += this.stores[type].errors;
    return sum;
  }

  get drained(): boolean {
    return this.arrivals.length === 0 && KEY_TYPES.every((type) => this.stores[type].drained);
  }

  connected(): void {
    writeConfig(this.client, this.cluster);
  }

  listed(type: KeyType, list: ListResult): TimeNs {
    const store = this.stores[type];
    for (const [index, key] of list.keys.entries()) {
      store.upsert(key, list.sizes[index] ?? 0, list.versions[index] ?? 0, undefined);
    }
    return list.keys.length * MIRROR_EVENT_NS;
  }

  synced(type: KeyType): void {
    this.stores[type].synced(this.onSynced);
  }

  /** A mirror is always a group of one: each has its own queue. */
  changed(
    type: KeyType,
    events: readonly WatchEvent[],
    _members: number,
    delivery: Delivery,
  ): void {
    const readyNs = delivery.arrivedLastNs + events.length * MIRROR_EVENT_NS;
    this.arrivals.push(readyNs, () => {
      for (const event of events) this.take(this.stores[type], event, delivery);
    });
  }

  private take(store: SyncStore, event: WatchEvent, delivery: Delivery): void {
    const change =
      event.change === undefined
        ? undefined
        : copyForMirror(event.change, {
            sourceAppliedNs: delivery.appliedNs,
            sourceSentNs: delivery.sentLastNs,
            receivedNs: delivery.arrivedLastNs,
          });
    if (event.valueBytes > 0) store.upsert(event.key, event.valueBytes, event.version, change);
    else store.delete(event.key, event.version, change);
  }
}

function stampMirrored(change: Change, nowNs: TimeNs): void {
  forEachCarried(change, (one) => {
    if (one.mirror !== undefined && one.mirror.putSentNs < 0) one.mirror.putSentNs = nowNs;
  });
}
