/**
 * What readers answer to responses (window updates, pings) and etcd has yet to look at. It has what sends leave, until it has
 * waited for 10 ms: then Go's sysmon looks at the network, and it goes first.
 */
import type { TimeNs } from "../../src/engine/time.js";

/** Go's sysmon looks at the network when nobody has for so long. Source: golang/go src/runtime/proc.go `sysmon`. */
export const POLL_NS = 10_000_000;

export class ReaderAnswers {
  /** CPU that they will take. */
  waitingNs = 0;
  private sinceNs: TimeNs = 0;

  /** The first of these came at `sinceNs`. */
  add(sinceNs: TimeNs, cpuNs: number): void {
    if (this.waitingNs === 0) this.sinceNs = sinceNs;
    this.waitingNs += cpuNs;
  }

  isOverdue(nowNs: TimeNs): boolean {
    return this.waitingNs > 0 && nowNs - this.sinceNs >= POLL_NS;
  }

  /** Takes as much as there is room for; returns how much that is. */
  serve(capacityNs: number): number {
    const served = Math.min(this.waitingNs, Math.max(0, capacityNs));
    this.waitingNs = served === this.waitingNs ? 0 : this.waitingNs - served;
    return served;
  }
}
