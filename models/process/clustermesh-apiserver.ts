/**
 * The apiserver container of the clustermesh-apiserver pod: writes its cluster's state into the pod's etcd, keeps the
 * heartbeat and the cluster configuration, and is ready when all canaries are written.
 * Not modelled: the Kubernetes side (informers, CES batching).
 * Real behaviour: cilium/cilium v1.20.0 clustermesh-apiserver/, pkg/kvstore/heartbeat/cell.go, clustercfg/enforce.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import type { Gauge } from "../../src/measure/gauge.js";
import { heartbeatPrefix } from "../etcd/layout.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import { HEARTBEAT_VALUE_BYTES } from "../kvstore/key-types.js";
import type { TransitionCounts } from "../kvstore/state-machine.js";
import type { SyncAlgorithm } from "../kvstore/sync-algorithm.js";
import type { SyncStore } from "../kvstore/sync-store.js";
import type { SourceCluster } from "../workload/source-cluster.js";
import { ClusterWriter } from "./cluster-writer.js";

/** Source: cilium v1.20.0 pkg/kvstore/heartbeat: once a minute. */
const HEARTBEAT_NS: TimeNs = 60 * 1_000_000_000;
/** It watches the heartbeat and the cluster-config prefix of its own etcd. */
const LOCAL_WATCHERS = 2;

export class ClustermeshApiserver {
  readonly client: EtcdClient;
  readonly writer: ClusterWriter;
  readonly source: SourceCluster;
  /** From its start until all canaries were written (`bootstrap_seconds`); undefined until then. */
  bootstrappedNs: TimeNs | undefined;
  /** All canaries are written. */
  isSynced = false;
  private readonly sim: Simulation;
  private startedNs: TimeNs = 0;

  constructor(
    sim: Simulation,
    options: {
      readonly source: SourceCluster;
      readonly client: EtcdClient;
      /** `cilium_clustermesh_apiserver_kvstore_sync_queue_size`. */
      readonly waiting: Gauge;
      readonly algorithm?: SyncAlgorithm | undefined;
      readonly transitions?: TransitionCounts | undefined;
      readonly before?: ClustermeshApiserver | undefined;
      readonly onFirstSync?: ((store: SyncStore) => void) | undefined;
      readonly onSynced: () => void;
    },
  ) {
    this.sim = sim;
    this.source = options.source;
    this.client = options.client;
    this.writer = new ClusterWriter(sim, {
      source: options.source,
      client: options.client,
      layout: "state",
      waiting: options.waiting,
      algorithm: options.algorithm,
      transitions: options.transitions,
      before: options.before?.writer,
      onFirstSync: options.onFirstSync,
      onSynced: () => {
        this.bootstrappedNs = sim.nowNs - this.startedNs;
        this.isSynced = true;
        this.client.limiter.bootstrapDone();
        options.onSynced();
      },
    });
  }

  start(): void {
    this.startedNs = this.sim.nowNs;
    this.client.connect(LOCAL_WATCHERS);
    keepHeartbeat(this.sim, this.client);
    this.writer.start();
  }

  /** Starts in sync: everything is written already, the heartbeat has a phase of its own. */
  startSynced(): void {
    this.isSynced = true;
    this.client.limiter.bootstrapDone();
    this.client.assumeConnected(LOCAL_WATCHERS);
    this.writer.startSynced();
    const prefix = heartbeatPrefix(this.client.etcd);
    const beat = { key: 0, valueBytes: HEARTBEAT_VALUE_BYTES, version: 1, change: undefined };
    this.client.etcd.store.preload(prefix, beat, this.client.assumeLeases(1).firstLease);
    const phase = this.sim.random(`heartbeat/${this.source.name}`).next();
    const begin = (): void => keepHeartbeat(this.sim, this.client);
    this.sim.schedule(Math.round(HEARTBEAT_NS * phase), begin, "heartbeat");
  }

  /** The process ends. */
  end(): void {
    this.writer.end();
    this.client.end();
  }
}

/** Writes the heartbeat now and every minute, while the process lives. */
export function keepHeartbeat(sim: Simulation, client: EtcdClient): void {
  const prefix = heartbeatPrefix(client.etcd);
  let lease = 0;
  client.whenLeaseExpires((expired) => {
    if (expired === lease) lease = 0;
  });
  const write = (): void => {
    const version = prefix.version(0) + 1;
    const event = { key: 0, valueBytes: HEARTBEAT_VALUE_BYTES, version, change: undefined };
    client.put(prefix, event, lease, {
      done: (result, taken) => {
        if (result === "ok") lease = taken;
      },
    });
  };
  const beat = (): void => {
    if (client.gate.hasEnded) return;
    client.gate.pass(write);
    sim.schedule(HEARTBEAT_NS, beat, "heartbeat");
  };
  beat();
}
