/** Flows of puts for tests: their arrivals, and what one put takes. */
import type { FlowArrivals, FlowPut } from "../../../models/etcd/flow-queues.js";
import type { RandomStream } from "../../../src/engine/random-stream.js";
import type { TimeNs } from "../../../src/engine/time.js";

/** Puts of so many bytes, each so long after the one before. */
export function arrivals(gapNs: () => TimeNs, bytes: number): FlowArrivals {
  let atNs = gapNs();
  return {
    nextNs: () => atNs,
    take: () => {
      atNs += gapNs();
      return bytes;
    },
  };
}

export const atRandom =
  (random: RandomStream, ratePerSecond: number): (() => TimeNs) =>
  () =>
    random.exponential(1e9 / ratePerSecond);

/** A put that takes only what is given. */
export function flowPut(given: Partial<FlowPut>): FlowPut {
  return {
    ...{ rpcNs: 0, applyNs: 0, responseNs: 0, answersNs: 0, commitPeriodNs: 1e9 },
    responseOf: () => given.responseNs ?? 0,
    nicOf: () => 0,
    commitNs: () => 0,
    ...given,
  };
}
