/**
 * The items of a work queue that have failed: each waits twice as long as the time before, and all of them together as a
 * bucket allows; then it is queued again, if the process still runs.
 * Real behaviour: client-go workqueue default_rate_limiters.go.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import { TokenBucket } from "../../src/engine/token-bucket.js";
import type { Gate } from "./gate.js";

/** client-go's item back-off: 5 ms doubled per failure, at most 1,000 s. */
const FIRST_RETRY_NS: TimeNs = 5_000_000;
const MAX_RETRY_NS: TimeNs = 1000 * NS_PER_SECOND;
/** All retries of a queue share a bucket: 10 a second, 100 at once. */
const RETRY_RATE = { rateQps: 10, burst: 100 };

export class ItemRetries {
  /** Items that wait to be tried again. */
  waiting = 0;
  private readonly sim: Simulation;
  private readonly gate: Gate;
  private readonly failures = new Map<number, number>();
  private readonly bucket: TokenBucket;

  constructor(sim: Simulation, gate: Gate) {
    this.sim = sim;
    this.gate = gate;
    this.bucket = new TokenBucket({ ...RETRY_RATE, nowNs: sim.nowNs });
  }

  /** An item failed once more: `again` is called when it has waited. */
  failed(item: number, again: () => void): void {
    const failures = (this.failures.get(item) ?? 0) + 1;
    this.failures.set(item, failures);
    const backoffNs = Math.min(MAX_RETRY_NS, FIRST_RETRY_NS * 2 ** (failures - 1));
    const waitNs = Math.max(backoffNs, this.bucket.reserve(this.sim.nowNs));
    this.waiting += 1;
    const queueAgain = (): void => {
      this.waiting -= 1;
      again();
    };
    this.sim.schedule(waitNs, () => this.gate.pass(queueAgain), "sync store retry");
  }

  /** An item did not fail: its next failure is the first one again. */
  succeeded(item: number): void {
    this.failures.delete(item);
  }
}
