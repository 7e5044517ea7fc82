/** What a write waits behind a flow of equal puts is what queueing theory says of a single thread. */
import { expect, it } from "vitest";
import { ApplyLoop } from "../../../models/etcd/apply-loop.js";
import { Background } from "../../../models/etcd/background.js";
import type { BackgroundPut } from "../../../models/etcd/background-put.js";
import { Simulation } from "../../../src/engine/simulation.js";

const SERVICE_NS = 1_000_000;
const DRAWS = 200_000;

function meanWaitNs(ratePerSecond: number, paced: boolean): number {
  const sim = new Simulation({ seed: "1" });
  const one = {
    ...{ applyNs: SERVICE_NS, sendNs: 0, commitNs: 0, commitPeriodNs: 1e8 },
    count: () => undefined,
  } as unknown as BackgroundPut;
  const flow = { ratePerSecond, paced, maxInflight: 10 };
  const background = new Background(sim.random("flow"), { flow, one });
  background.start(0);
  const apply = new ApplyLoop(sim);
  let sum = 0;
  for (let i = 0; i < DRAWS; i += 1) sum += background.holdApply(apply);
  return sum / DRAWS;
}

it.each([0.1, 0.5, 0.8, 0.9])("random arrivals at utilisation %d: M/D/1", (busy) => {
  const theory = (busy * SERVICE_NS) / (2 * (1 - busy));
  expect(Math.abs(meanWaitNs(busy * 1000, false) / theory - 1)).toBeLessThan(0.02);
});

it("a paced flow never queues: half a service if one runs", () => {
  expect(Math.abs(meanWaitNs(600, true) / (0.6 * SERVICE_NS * 0.5) - 1)).toBeLessThan(0.02);
});

it("a flow that cannot be served has all its requests in front", () => {
  expect(meanWaitNs(2000, false)).toBe(10 * SERVICE_NS);
});
