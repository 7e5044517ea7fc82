/**
 * What it costs to wake an idle etcd. A request that finds everybody asleep is handed from thread to thread, and each of
 * them parks again between the steps of a put: that is `wakeupWarm`, however short the sleep. The longer it was, the
 * colder are the caches: `wakeup`. Measured on etcd 3.4.23 without TLS: one put in flight at a time costs 160 us at
 * 3,000 a second with three switches of threads each, where 32 in flight cost 45 us with 0.2 switches.
 */
import type { CorePool } from "./core-pool.js";
import type { CostProfile } from "./costs.js";

/** CPU of waking up now; 0 when the process is awake. */
export function wakeupNs(pool: CorePool, { values }: CostProfile): number {
  if (!pool.idle) return 0;
  const { wakeupWarm, wakeup, wakeupCooling } = values;
  if (wakeupCooling === 0) return wakeupWarm + wakeup;
  return wakeupWarm + wakeup * (1 - Math.exp(-pool.idleForNs / wakeupCooling));
}
