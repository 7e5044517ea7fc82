/**
 * KVStoreMesh: one mirror per pod of the clustermesh-apiserver. For every remote cluster it watches each prefix and
 * copies it, through a SyncStore with one worker per prefix, into the local etcd, all through one limited client.
 * It is ready when every remote that connected within 15 s is copied, at the latest after 10 minutes; until then the
 * bootstrap rate holds.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/kvstoremesh/, clustermesh-apiserver/kvstoremesh/root.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { Gauge } from "../../src/measure/gauge.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { TransitionCounts } from "../kvstore/state-machine.js";
import type { SyncAlgorithm } from "../kvstore/sync-algorithm.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import { PendingChanges } from "../kvstore/pending-changes.js";
import { BacklogRoom } from "./backlog-room.js";
import { MirrorArrivals } from "./mirror-arrivals.js";
import { RemoteMirror } from "./remote-mirror.js";

/** It watches the heartbeat of its own etcd. */
const LOCAL_WATCHERS = 1;
/** A remote that is not connected by then does not hold up readiness. Source: cilium v1.20.0 kvstoremesh.go. */
const CONNECT_NS: TimeNs = 15 * NS_PER_SECOND;
/** Ready by then, whatever is missing. Source: same. */
const READY_NS: TimeNs = 600 * NS_PER_SECOND;

/** One remote cluster: who reads it, and what is copied. */
export interface MirroredCluster {
  /** Undefined when it is read by a cohort of like mirrors: see mirror-fan.ts. */
  readonly reader: RemoteCluster | undefined;
  readonly mirror: RemoteMirror;
}

export class Kvstoremesh {
  readonly client: EtcdClient;
  /** From its start until it was ready (`bootstrap_seconds`); undefined until then. */
  bootstrappedNs: TimeNs | undefined;
  /** Every remote that counts is copied. */
  isSynced = false;
  readonly remotes = new Map<string, MirroredCluster>();
  private readonly sim: Simulation;
  private readonly waiting: Gauge;
  private readonly arrivals: MirrorArrivals;
  private readonly pending = new PendingChanges();
  private readonly room = new BacklogRoom();
  private readonly algorithm: SyncAlgorithm | undefined;
  private readonly transitions: TransitionCounts | undefined;
  private readonly onReady: () => void;
  private readonly onFirstSync: ((store: SyncStore) => void) | undefined;
  private readonly onEnd: (() => void) | undefined;
  private readonly isToldReady: boolean;
  private readonly awaited = new Set<RemoteMirror>();
  private readonly wanted = new Set<string>();
  private readonly removing = new Set<string>();
  /** Summed when one has changed: it is asked for once a second. */
  private errorSum = 0;
  private errorsChanged = false;
  private startedNs: TimeNs = 0;
  private started = false;

  constructor(
    sim: Simulation,
    options: {
      readonly client: EtcdClient;
      /** `cilium_kvstoremesh_kvstore_sync_queue_size`. */
      readonly waiting: Gauge;
      readonly algorithm?: SyncAlgorithm | undefined;
      readonly transitions?: TransitionCounts | undefined;
      /** Every remote cluster that counts is copied. */
      readonly onReady: () => void;
      readonly onFirstSync?: ((store: SyncStore) => void) | undefined;
      /** The process ended. */
      readonly onEnd?: () => void;
      /** It is told when it is ready: what it copies is simulated in another share of the mesh. */
      readonly isToldReady?: boolean;
    },
  ) {
    this.sim = sim;
    this.client = options.client;
    this.waiting = options.waiting;
    this.arrivals = new MirrorArrivals(sim, this.client.gate);
    this.algorithm = options.algorithm;
    this.transitions = options.transitions;
    this.onReady = options.onReady;
    this.onEnd = options.onEnd;
    this.isToldReady = options.isToldReady === true;
    this.onFirstSync = options.onFirstSync;
  }

  /** Makes the part that copies one remote cluster. */
  mirror(source: SourceCluster, before?: Kvstoremesh): RemoteMirror {
    return new RemoteMirror(this.sim, {
      client: this.client,
      source,
      waiting: this.waiting,
      arrivals: this.arrivals,
      pending: this.pending,
      room: this.room,
      algorithm: this.algorithm,
      transitions: this.transitions,
      before: before?.remotes.get(source.name)?.mirror,
      onFirstSync: this.onFirstSync,
      onErrors: () => (this.errorsChanged = true),
      onSynced: (mirror) => this.settled(mirror),
      onRemoved: () => {
        this.removing.delete(source.name);
        if (this.wanted.has(source.name)) this.remotes.get(source.name)?.reader?.start();
      },
    });
  }

  add(cluster: string, remote: MirroredCluster): void {
    this.remotes.set(cluster, remote);
  }

  /** Starts the process, with the remote clusters that are configured now. */
  start(configured: (cluster: string) => boolean): void {
    this.started = true;
    this.startedNs = this.sim.nowNs;
    this.client.connect(LOCAL_WATCHERS);
    for (const [cluster, { reader, mirror }] of this.remotes) {
      if (!configured(cluster)) continue;
      this.wanted.add(cluster);
      this.awaited.add(mirror);
      reader?.start();
    }
    const giveUp = (which: (mirror: RemoteMirror) => boolean): void => {
      if (this.client.gate.hasEnded) return;
      for (const mirror of [...this.awaited]) if (which(mirror)) this.settled(mirror);
    };
    if (this.isToldReady) return;
    const unconnected = (): void => giveUp((mirror) => !mirror.isConnected);
    this.sim.schedule(CONNECT_NS, unconnected, "kvstoremesh readiness");
    this.sim.schedule(READY_NS, () => giveUp(() => true), "kvstoremesh readiness");
    if (this.awaited.size === 0) this.ready();
  }

  /** It is ready, whatever is missing. */
  tellReady(): void {
    for (const mirror of [...this.awaited]) this.settled(mirror);
  }

  /** Starts with everything copied; its readers do not run yet. */
  assumeCopied(configured: (cluster: string) => boolean): void {
    this.started = true;
    this.isSynced = true;
    this.client.limiter.bootstrapDone();
    this.client.assumeConnected(LOCAL_WATCHERS);
    for (const [cluster, { mirror }] of this.remotes) {
      if (!configured(cluster)) continue;
      this.wanted.add(cluster);
      mirror.assumeCopied();
    }
  }

  /** Every reader begins in sync. */
  connectSynced(): void {
    for (const [cluster, { reader }] of this.remotes) {
      if (this.wanted.has(cluster)) reader?.startSynced();
    }
  }

  /** A remote cluster is configured from now on. While it is still being removed it has to wait. */
  configure(cluster: string): void {
    this.wanted.add(cluster);
    if (!this.removing.has(cluster)) this.remotes.get(cluster)?.reader?.start();
  }

  /** A remote cluster is not configured any more: what was copied goes. */
  remove(cluster: string): void {
    const remote = this.remotes.get(cluster);
    if (!this.wanted.delete(cluster) || remote === undefined) return;
    this.settled(remote.mirror);
    this.removing.add(cluster);
    remote.reader?.remove();
  }

  /** The process ends. */
  end(): void {
    for (const { reader, mirror } of this.remotes.values()) {
      mirror.leaveBacklogs();
      reader?.stop();
    }
    this.client.end();
    this.onEnd?.();
  }

  /** The process stands still, or goes on. */
  freeze(frozen: boolean): void {
    for (const { mirror } of this.remotes.values()) mirror.leaveBacklogs();
    if (frozen) this.client.gate.close();
    else this.client.gate.open();
    for (const { reader } of this.remotes.values()) reader?.freeze(frozen);
  }

  /** The cluster is connected to others, so that there is something to mirror. */
  get isStarted(): boolean {
    return this.started;
  }

  /** Writes that failed, in all its stores. */
  get errors(): number {
    if (this.errorsChanged) {
      this.errorSum = 0;
      for (const { mirror } of this.remotes.values()) this.errorSum += mirror.errors;
      this.errorsChanged = false;
    }
    return this.errorSum;
  }

  /** Writes have failed and wait to be tried again. */
  get isFailing(): boolean {
    for (const { mirror } of this.remotes.values()) if (mirror.isFailing) return true;
    return false;
  }

  get drained(): boolean {
    for (const { mirror } of this.remotes.values()) if (!mirror.isDrained) return false;
    return true;
  }

  private settled(mirror: RemoteMirror): void {
    if (this.awaited.delete(mirror) && this.awaited.size === 0) this.ready();
  }

  private ready(): void {
    if (this.isSynced) return;
    this.isSynced = true;
    this.bootstrappedNs = this.sim.nowNs - this.startedNs;
    this.client.limiter.bootstrapDone();
    this.onReady();
  }
}
