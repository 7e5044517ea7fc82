/**
 * The status check's view of a remote heartbeat: it is stale when no heartbeat came for twice its interval, and the
 * first check that finds it stale is a failure. The tolerance for two quorum errors in a row does not apply to the
 * clients of remote clusters.
 * Checks are not events of the simulation: one timer stands at the first check that could find the heartbeat stale.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `statusChecker`, pkg/backoff; agents stretch the interval
 * by the size of the mesh.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { TimeNs } from "../../src/engine/time.js";

/** Twice the heartbeat's interval of 60 s. */
const STALE_NS: TimeNs = 120 * 1_000_000_000;
/** Between two checks while all is well, before it is stretched. */
const CHECK_NS: TimeNs = 30 * 1_000_000_000;

/** Agents stretch timers by ln(1 + nodes), kvstoremesh does not (nodes = undefined). */
export function sizeFactor(nodes: number | undefined): number {
  return nodes === undefined ? 1 : Math.log(1 + nodes);
}

export class HeartbeatMonitor {
  private readonly sim: Simulation;
  private readonly intervalNs: TimeNs;
  private readonly onStale: () => void;
  private startedNs: TimeNs | undefined;
  private lastNs: TimeNs = 0;
  private run = 0;
  private armed = false;
  private frozen = false;

  /** @param options.factor by which the interval of the checks is stretched. */
  constructor(sim: Simulation, options: { readonly factor: number; readonly onStale: () => void }) {
    this.sim = sim;
    this.intervalNs = Math.max(1, Math.round(CHECK_NS * options.factor));
    this.onStale = options.onStale;
  }

  /** The client exists: the clock of staleness starts. */
  start(): void {
    this.startedNs = this.sim.nowNs;
    this.lastNs = this.sim.nowNs;
    this.run += 1;
    this.armed = false;
    this.arm();
  }

  stop(): void {
    this.run += 1;
    this.startedNs = undefined;
  }

  /** Stands where another one stands. */
  adopt(other: HeartbeatMonitor): void {
    this.startedNs = other.startedNs;
    this.lastNs = other.lastNs;
    this.run += 1;
    this.armed = false;
    this.arm();
  }

  /** A heartbeat came; the time may lie in the near future. */
  beat(atNs: TimeNs): void {
    this.lastNs = Math.max(this.lastNs, atNs);
  }

  /** The process stands still, or goes on: a check that fell due meanwhile is made at once. */
  freeze(frozen: boolean): void {
    this.frozen = frozen;
    if (frozen || this.startedNs === undefined || this.armed) return;
    this.check();
  }

  private arm(): void {
    if (this.startedNs === undefined || this.armed) return;
    const staleNs = this.lastNs + STALE_NS - this.startedNs;
    const checkNs = Math.ceil(staleNs / this.intervalNs) * this.intervalNs + this.startedNs;
    const { run } = this;
    this.armed = true;
    const due = (): void => {
      if (run !== this.run) return;
      this.armed = false;
      if (!this.frozen) this.check();
    };
    this.sim.scheduleAt(Math.max(this.sim.nowNs, checkNs), due, "status check");
  }

  private check(): void {
    if (this.sim.nowNs - this.lastNs >= STALE_NS) this.onStale();
    else this.arm();
  }
}
