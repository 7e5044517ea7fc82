/**
 * What it costs to wake an idle etcd. A request that finds everybody asleep is handed from thread to thread, and each of
 * them parks again between the steps of a put: that is `wakeupWarm`, however short the sleep. The longer it was, the
 * colder are the caches: `wakeup`. Measured on etcd 3.4.23 without TLS: one put in flight at a time costs 160 us at
 * 3,000 a second with three switches of threads each, where 32 in flight cost 45 us with 0.2 switches.
 */
import { NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { CostProfile } from "./costs.js";

/** CPU of waking a process that has been idle for so long; 0 when it is awake. */
export function wakeupNs({ values }: CostProfile, idleNs: TimeNs): number {
  if (idleNs === 0) return 0;
  const { wakeupWarm, wakeup, wakeupCooling } = values;
  if (wakeupCooling === 0) return wakeupWarm + wakeup;
  return wakeupWarm + wakeup * (1 - Math.exp(-idleNs / wakeupCooling));
}

/** The mean of it for requests that arrive at random, at this rate, and find nothing else to do. */
export function meanWakeupNs({ values }: CostProfile, perSecond: number): number {
  const { wakeupWarm, wakeup, wakeupCooling } = values;
  return wakeupWarm + wakeup / (1 + (perSecond * wakeupCooling) / NS_PER_SECOND);
}
