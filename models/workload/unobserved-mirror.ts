/**
 * What the mirror of a cluster that is not observed does to its own etcd: puts at the rate of all remote churn (at
 * most the limiter's rate), each fanned out to the cluster's agents, so that the cluster's own writes wait behind them
 * as they would. Connections, watchers and mirrored keys are there as counts.
 * Approximation: puts arrive at random (Poisson) with the mean size of a value, instead of with the mesh's changes; the
 * bootstrap of such a cluster is not simulated. For very large meshes see fluid-mirror.ts.
 */
import type { RandomStream } from "../../src/engine/random-stream.js";
import { NS_PER_SECOND } from "../../src/engine/time.js";
import type { BackgroundLoad, MeshCluster, MeshParts } from "../mesh-parts.js";
import { unobservedPresence, type UnobservedPresence } from "./unobserved-presence.js";

export class UnobservedMirror implements BackgroundLoad {
  private readonly parts: MeshParts;
  private readonly random: RandomStream;
  private readonly presence: UnobservedPresence;
  private readonly ratePerSecond: number;
  private running = false;
  private version = 0;

  constructor(parts: MeshParts, cluster: MeshCluster) {
    this.parts = parts;
    this.random = parts.sim.random(`unobserved/${cluster.name}`);
    this.presence = unobservedPresence(parts, cluster);
    const { changesPerSecond } = this.presence;
    this.ratePerSecond = Math.min(changesPerSecond, parts.scenario.kvstoremesh.qps);
  }

  start(): void {
    this.running = true;
    if (this.ratePerSecond > 0) this.next();
  }

  stop(): void {
    this.running = false;
  }

  private next(): void {
    const gapNs = this.random.exponential(NS_PER_SECOND / this.ratePerSecond);
    this.parts.sim.schedule(gapNs, () => this.put(), "unobserved mirror");
  }

  private put(): void {
    if (!this.running) return;
    this.version += 1;
    const { etcd, prefix, valueBytes } = this.presence;
    const event = { key: 0, valueBytes, version: this.version, change: undefined };
    etcd.put({ prefix, event, lease: 0, leaseKeys: 0, done: () => undefined });
    this.next();
  }
}
