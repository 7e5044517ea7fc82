/**
 * The cluster-config key of one cluster in one etcd: written with the writer's lease when the process starts, and
 * every five minutes again if it is not there, or hangs on another lease (`UpdateIfDifferent`).
 * Not modelled: the watcher that reverts changes by others.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/clustercfg/enforce.go, pkg/kvstore/etcd.go `UpdateIfDifferent`.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";
import { configPrefix } from "../etcd/layout.js";
import type { EtcdClient } from "../kvstore/etcd-client.js";
import { CONFIG_VALUE_BYTES } from "../kvstore/key-types.js";

const ENFORCE_NS: TimeNs = 300 * 1_000_000_000;
/** Confidence: assumed; the controller that writes it tries again. */
const RETRY_NS: TimeNs = 1_000_000_000;

export class ClusterConfigKey {
  private readonly sim: Simulation;
  private readonly client: EtcdClient;
  private readonly cluster: string;
  private lease = 0;
  /** Counts the times that it was asked to be kept, or no longer. */
  private run = 0;

  constructor(sim: Simulation, options: { readonly client: EtcdClient; readonly cluster: string }) {
    this.sim = sim;
    this.client = options.client;
    this.cluster = options.cluster;
    this.client.whenLeaseExpires((lease) => {
      if (lease === this.lease) this.lease = 0;
    });
  }

  /** Writes the key, and keeps it there. */
  keep(): void {
    this.run += 1;
    this.enforce(this.run);
  }

  /** Begins with the key written, on this lease. */
  assumeWritten(lease: number): void {
    this.lease = lease;
    this.keep();
  }

  /** Deletes the key. */
  remove(): void {
    this.run += 1;
    this.lease = 0;
    this.client.deletePrefix(configPrefix(this.client.etcd, this.cluster), () => undefined);
  }

  private enforce(run: number): void {
    if (run !== this.run || this.client.gate.hasEnded) return;
    this.client.gate.pass(() => this.write(run));
    this.sim.schedule(ENFORCE_NS, () => this.enforce(run), "config check");
  }

  private write(run: number): void {
    if (run !== this.run) return;
    const prefix = configPrefix(this.client.etcd, this.cluster);
    if (prefix.sizeOf(0) > 0 && this.lease !== 0 && prefix.leaseOf(0) === this.lease) return;
    const event = { key: 0, valueBytes: CONFIG_VALUE_BYTES, version: 1, change: undefined };
    this.client.put(prefix, event, this.lease, {
      done: (result, lease) => {
        if (result === "ok") this.lease = lease;
        else this.sim.schedule(RETRY_NS, () => this.write(run), "config again");
      },
    });
  }
}
