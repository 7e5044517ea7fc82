/**
 * `clustermesh.cacheTTL`: how long the services of a cluster that was reached once stay while it cannot be reached.
 * Real behaviour: cilium/cilium v1.20.0 pkg/clustermesh/common/{config,remote_cluster}.go; the default 0 means for ever.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";

export class CacheTtl {
  private readonly sim: Simulation;
  private readonly ttlNs: TimeNs;
  private readonly onExpired: () => void;
  private run = 0;

  constructor(
    sim: Simulation,
    options: { readonly ttlNs: TimeNs; readonly onExpired: () => void },
  ) {
    this.sim = sim;
    this.ttlNs = options.ttlNs;
    this.onExpired = options.onExpired;
  }

  /** The cluster is being reconnected to: the clock runs from now. */
  start(): void {
    this.run += 1;
    if (this.ttlNs === 0) return;
    const { run } = this;
    const expire = (): void => {
      if (run === this.run) this.onExpired();
    };
    this.sim.schedule(this.ttlNs, expire, "cache ttl");
  }

  /** It is reached again, or not wanted any more. */
  stop(): void {
    this.run += 1;
  }
}
