/**
 * What the mirror of a cluster that is not observed does to its own etcd: a put for each change that mirrors like it
 * hear (unobserved-puts.ts), fanned out to the cluster's agents, so that the cluster's own writes wait behind them as
 * they would. Connections, watchers and mirrored keys are there as counts.
 * Approximations: all puts are of one key, and the bootstrap of such a cluster is not simulated. For very large meshes
 * see fluid-mirror.ts.
 */
import { recipientsOf, type Recipients } from "../../src/engine/recipients.js";
import type { FlowArrivals } from "../etcd/flow-queues.js";
import { putEventBytes } from "../etcd/wire-size.js";
import type { BackgroundLoad, MeshCluster, MeshParts } from "../mesh-parts.js";
import type { MirroredChanges } from "./mirrored-changes.js";
import { unobservedPresence, type UnobservedPresence } from "./unobserved-presence.js";
import { unobservedPuts } from "./unobserved-puts.js";

export class UnobservedMirror implements BackgroundLoad {
  private static readonly events = recipientsOf<UnobservedMirror>(
    "unobserved mirror",
    (recipients) => (place) => recipients.take(place)?.due(),
  );
  private readonly parts: MeshParts;
  private readonly presence: UnobservedPresence;
  private readonly arrivals: FlowArrivals;
  private readonly events: Recipients<UnobservedMirror>;
  /** Of a response without a value. */
  private readonly emptyBytes: number;
  private running = false;
  /** Its next put has an event. */
  private expected = false;
  private inflight = 0;
  private version = 0;

  /** @param changes what mirrors like this one hear. */
  constructor(parts: MeshParts, cluster: MeshCluster, changes: MirroredChanges) {
    this.parts = parts;
    this.presence = unobservedPresence(parts, cluster);
    this.arrivals = unobservedPuts(parts, { cluster, presence: this.presence, changes }).arrivals;
    this.events = UnobservedMirror.events(parts.sim);
    this.emptyBytes = putEventBytes(this.presence.prefix.keyBytes, 0);
    changes.listen(() => this.expect());
  }

  start(): void {
    const { arrivals } = this;
    const { nowNs } = this.parts.sim;
    // What came before was part of the bootstrap.
    for (let nextNs = arrivals.nextNs(); nextNs < nowNs; nextNs = arrivals.nextNs()) {
      arrivals.take(nextNs);
    }
    this.running = true;
    this.expect();
  }

  stop(): void {
    this.running = false;
  }

  private expect(): void {
    const { sim, scenario } = this.parts;
    if (!this.running || this.expected || this.inflight >= scenario.kvstoremesh.maxInflight) return;
    const nextNs = this.arrivals.nextNs();
    if (nextNs === Infinity) return;
    this.expected = true;
    this.events.postAt(Math.max(nextNs, sim.nowNs), this);
  }

  private due(): void {
    this.expected = false;
    if (!this.running) return;
    const { etcd, prefix } = this.presence;
    const bytes = this.arrivals.take(this.parts.sim.nowNs);
    const valueBytes = Math.max(1, Math.round(bytes - this.emptyBytes));
    this.version += 1;
    const event = { key: 0, valueBytes, version: this.version, change: undefined };
    this.inflight += 1;
    etcd.put({ prefix, event, lease: 0, leaseKeys: 0, done: this.answered });
    this.expect();
  }

  private readonly answered = (): void => {
    this.inflight -= 1;
    this.expect();
  };
}
