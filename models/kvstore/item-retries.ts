/**
 * How long the items of a work queue wait that have failed: each twice as long as the time before, and all of them
 * together as a bucket allows.
 * Real behaviour: client-go workqueue default_rate_limiters.go.
 */
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import { TokenBucket } from "../../src/engine/token-bucket.js";

/** client-go's item back-off: 5 ms doubled per failure, at most 1,000 s. */
const FIRST_RETRY_NS: TimeNs = 5_000_000;
const MAX_RETRY_NS: TimeNs = 1000 * NS_PER_SECOND;
/** All retries of a queue share a bucket: 10 a second, 100 at once. */
const RETRY_RATE = { rateQps: 10, burst: 100 };

export class ItemRetries {
  /** Items that wait to be tried again. */
  waiting = 0;
  private readonly failures = new Map<number, number>();
  private readonly bucket: TokenBucket;

  constructor(nowNs: TimeNs) {
    this.bucket = new TokenBucket({ ...RETRY_RATE, nowNs });
  }

  /** An item failed once more and waits: returns how long. */
  failed(item: number, nowNs: TimeNs): TimeNs {
    const failures = (this.failures.get(item) ?? 0) + 1;
    this.failures.set(item, failures);
    this.waiting += 1;
    const backoffNs = Math.min(MAX_RETRY_NS, FIRST_RETRY_NS * 2 ** (failures - 1));
    return Math.max(backoffNs, this.bucket.reserve(nowNs));
  }

  /** An item did not fail: its next failure is the first one again. */
  succeeded(item: number): void {
    this.failures.delete(item);
  }
}
