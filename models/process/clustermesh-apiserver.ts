/**
 * The apiserver container of the clustermesh-apiserver pod: writes its cluster's state into the pod's etcd, keeps the
 * heartbeat, and is ready when all canaries are written.
 * Not modelled: the Kubernetes side (informers, CES batching), its own reaction to a changed cluster-config.
 * Real behaviour: cilium/cilium v1.20.0 clustermesh-apiserver/, pkg/kvstore/heartbeat/cell.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import { Gauge } from "../../src/measure/gauge.js";
import { heartbeatPrefix } from "../etcd/layout.js";
import type { Change } from "../kvstore/change.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import { HEARTBEAT_VALUE_BYTES } from "../kvstore/key-types.js";
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
  /** When all canaries were written (`bootstrap_seconds`); undefined until then. */
  bootstrappedNs: TimeNs | undefined;
  /** `cilium_clustermesh_apiserver_kvstore_sync_queue_size`. */
  readonly waiting: Gauge;
  private readonly sim: Simulation;

  constructor(
    sim: Simulation,
    options: {
      readonly source: SourceCluster;
      readonly client: EtcdClient;
      readonly onCancelled: (change: Change) => void;
      readonly onSynced: () => void;
    },
  ) {
    this.sim = sim;
    this.source = options.source;
    this.client = options.client;
    this.waiting = new Gauge(sim.nowNs);
    this.writer = new ClusterWriter(sim, {
      source: options.source,
      client: options.client,
      layout: "state",
      waiting: this.waiting,
      onCancelled: options.onCancelled,
      onSynced: () => {
        this.bootstrappedNs = sim.nowNs;
        this.client.limiter.bootstrapDone();
        options.onSynced();
      },
    });
  }

  start(): void {
    this.client.connect(LOCAL_WATCHERS);
    keepHeartbeat(this.sim, this.client);
    this.writer.start();
  }
}

/** Writes the heartbeat now and every minute. */
export function keepHeartbeat(sim: Simulation, client: EtcdClient): void {
  let version = 0;
  const beat = (): void => {
    version += 1;
    const event = { key: 0, valueBytes: HEARTBEAT_VALUE_BYTES, version, change: undefined };
    client.put(heartbeatPrefix(client.etcd), event, {
      newKey: version === 1,
      done: () => undefined,
    });
    sim.schedule(HEARTBEAT_NS, beat, "heartbeat");
  };
  beat();
}
