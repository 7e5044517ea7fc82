/**
 * The status check's view of a remote heartbeat: it is stale when no heartbeat came for twice its interval, and the
 * first check that finds it stale counts a failure and would reconnect.
 * Checks are not events of the simulation: when the next heartbeat comes (or the run ends), it is known whether one of
 * them fell into the gap. Not modelled: the reconnect that a failure starts.
 * Real behaviour: cilium/cilium v1.20.0 pkg/kvstore/etcd.go `statusChecker`, pkg/backoff; agents stretch the interval
 * by the size of the mesh.
 */
import type { TimeNs } from "../../src/engine/time.js";

/** Twice the heartbeat's interval of 60 s. */
const STALE_NS: TimeNs = 120 * 1_000_000_000;
/** Between two checks while all is well, before it is stretched. */
const CHECK_NS: TimeNs = 30 * 1_000_000_000;

/** Interval of the status checks: agents stretch it by ln(1 + nodes), kvstoremesh does not (nodes = undefined). */
export function checkIntervalNs(nodes: number | undefined): TimeNs {
  return nodes === undefined ? CHECK_NS : Math.round(CHECK_NS * Math.log(1 + nodes));
}

export class HeartbeatMonitor {
  private readonly intervalNs: TimeNs;
  private startedNs: TimeNs | undefined;
  private lastNs: TimeNs = 0;
  private found = 0;

  constructor(intervalNs: TimeNs) {
    this.intervalNs = intervalNs;
  }

  /** The client is connected: the clock of staleness starts. */
  start(nowNs: TimeNs): void {
    this.startedNs = nowNs;
    this.lastNs = nowNs;
  }

  beat(nowNs: TimeNs): void {
    this.found += this.missed(nowNs);
    this.lastNs = nowNs;
  }

  /** Failures that one client counted up to now (`remote_cluster_failures`). */
  failures(nowNs: TimeNs): number {
    return this.found + this.missed(nowNs);
  }

  /** 1 when a status check fell between the moment of staleness and now. */
  private missed(nowNs: TimeNs): number {
    if (this.startedNs === undefined) return 0;
    const staleNs = this.lastNs + STALE_NS - this.startedNs;
    const checkNs = Math.ceil(staleNs / this.intervalNs) * this.intervalNs + this.startedNs;
    return checkNs <= nowNs ? 1 : 0;
  }
}
