/** What a write waits behind a flow of equal puts is what queueing theory says. */
import { expect, it } from "vitest";
import { FlowQueues, type FlowArrivals } from "../../../models/etcd/flow-queues.js";
import { Link } from "../../../src/engine/link.js";
import { Simulation } from "../../../src/engine/simulation.js";
import { arrivals, atRandom, flowPut } from "./flow-puts.js";

const SERVICE_NS = 1_000_000;
const LOOKS = 400_000;

interface Waits {
  readonly applyNs: number;
  readonly sendsNs: number;
  readonly longestSendsNs: number;
}

/** Mean waits of who comes at random. */
function meanWaits(
  flow: (sim: Simulation) => FlowArrivals,
  ratePerSecond: number,
  put = flowPut({ applyNs: SERVICE_NS }),
): Waits {
  const sim = new Simulation({ seed: "1" });
  const queues = new FlowQueues(sim.random("flow"), {
    flow: { arrivals: flow(sim), ratePerSecond, maxInflight: 1000 },
    put,
    nic: new Link({ delayNs: 0, bandwidthBps: 1e10 }),
    shortestGapNs: 0,
  });
  queues.start(0);
  const gap = atRandom(sim.random("looks"), 100);
  let nowNs = 0;
  let applyNs = 0;
  let sendsNs = 0;
  let longestSendsNs = 0;
  for (let look = 0; look < LOOKS; look += 1) {
    nowNs += gap();
    const waitNs = queues.applyWaitNs(nowNs, nowNs);
    const sentNs = queues.sendsWaitNs(nowNs + waitNs);
    applyNs += waitNs;
    sendsNs += sentNs;
    longestSendsNs = Math.max(longestSendsNs, sentNs);
  }
  return { applyNs: applyNs / LOOKS, sendsNs: sendsNs / LOOKS, longestSendsNs };
}

const random =
  (ratePerSecond: number) =>
  (sim: Simulation): FlowArrivals =>
    arrivals(atRandom(sim.random("puts"), ratePerSecond), 0);
const paced = (ratePerSecond: number) => (): FlowArrivals => arrivals(() => 1e9 / ratePerSecond, 0);

it.each([0.1, 0.5, 0.8, 0.9])("random arrivals at utilisation %d: M/D/1", (busy) => {
  const theory = (busy * SERVICE_NS) / (2 * (1 - busy));
  const { applyNs } = meanWaits(random(busy * 1000), busy * 1000);
  expect(Math.abs(applyNs / theory - 1)).toBeLessThan(0.02);
});

it("a paced flow never queues: half a service if one runs", () => {
  const { applyNs } = meanWaits(paced(600), 600);
  expect(Math.abs(applyNs / (0.6 * SERVICE_NS * 0.5) - 1)).toBeLessThan(0.02);
});

it("a commit of c, once in each period T, adds c^2 / 2T where nothing else waits", () => {
  const commitNs = 50_000_000;
  const put = flowPut({ commitNs: () => commitNs, commitPeriodNs: 100_000_000 });
  const { applyNs } = meanWaits(paced(1000), 1000, put);
  expect(Math.abs(applyNs / (commitNs ** 2 / 2e8) - 1)).toBeLessThan(0.02);
});

it("cores that are done with a put before the next one is applied queue nothing", () => {
  const put = flowPut({ applyNs: SERVICE_NS, responseNs: SERVICE_NS / 2 });
  const { longestSendsNs } = meanWaits(random(500), 500, put);
  expect(longestSendsNs).toBeGreaterThan(0.4 * SERVICE_NS);
  expect(longestSendsNs).toBeLessThan(0.5 * SERVICE_NS + 1);
});

it("where sends take longer than all else, they queue as M/D/1", () => {
  const put = flowPut({ applyNs: 1, responseNs: SERVICE_NS });
  const { sendsNs } = meanWaits(random(500), 500, put);
  expect(Math.abs(sendsNs / (SERVICE_NS / 2) - 1)).toBeLessThan(0.03);
});

it("a flow that cannot be served has all its requests but the served part of one in front", () => {
  const sim = new Simulation({ seed: "1" });
  const queues = new FlowQueues(sim.random("flow"), {
    flow: { arrivals: paced(2000)(), ratePerSecond: 2000, maxInflight: 10 },
    put: flowPut({ applyNs: SERVICE_NS }),
    nic: new Link({ delayNs: 0, bandwidthBps: 1e10 }),
    shortestGapNs: 0,
  });
  queues.start(0);
  for (let look = 1; look < 100; look += 1) {
    const waitNs = queues.applyWaitNs(1e9 + look * 123_456, 1e9 + look * 123_456);
    expect(waitNs).toBeGreaterThan(9 * SERVICE_NS - 1);
    expect(waitNs).toBeLessThanOrEqual(10 * SERVICE_NS);
  }
});
