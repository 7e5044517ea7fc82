/** The limiter: a place first, then a token, slept for while the place is held. */
import { expect, it } from "vitest";
import { Limiter } from "../../../models/kvstore/limiter.js";
import { Simulation } from "../../../src/engine/simulation.js";

const MS = 1e6;

it("lets the burst through at once and the rest at the rate", () => {
  const sim = new Simulation({ seed: "1" });
  const limiter = new Limiter(sim, { qps: 10, bootstrapQps: 0, maxInflight: 100 });
  const log: number[] = [];
  for (let i = 0; i < 13; i += 1) limiter.acquire(() => log.push(sim.nowNs / MS));
  sim.run({ untilNs: 1e9 });
  expect(log).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 200, 300]);
});

it("holds the place while it sleeps for a token, so a waiting request cannot use a free token early", () => {
  const sim = new Simulation({ seed: "1" });
  const limiter = new Limiter(sim, { qps: 1, bootstrapQps: 0, maxInflight: 1 });
  const log: string[] = [];
  for (const name of ["a", "b", "c"]) {
    limiter.acquire(() => {
      log.push(`${name} ${sim.nowNs / MS}`);
      sim.schedule(100 * MS, () => limiter.release());
    });
  }
  sim.run({ untilNs: 10e9 });
  expect(log).toEqual(["a 0", "b 1000", "c 2000"]);
});

it("serves in order of arrival", () => {
  const sim = new Simulation({ seed: "1" });
  const limiter = new Limiter(sim, { qps: 1000, bootstrapQps: 0, maxInflight: 2 });
  const log: number[] = [];
  for (let i = 0; i < 6; i += 1) {
    limiter.acquire(() => {
      log.push(i);
      sim.schedule((7 - i) * MS, () => limiter.release());
    });
  }
  sim.run({ untilNs: 1e9 });
  expect(log).toEqual([0, 1, 2, 3, 4, 5]);
});

it("changes only the rate when the bootstrap is done; the burst stays the steady rate", () => {
  const sim = new Simulation({ seed: "1" });
  const limiter = new Limiter(sim, { qps: 20, bootstrapQps: 10_000, maxInflight: 1e5 });
  let through = 0;
  for (let i = 0; i < 1_020; i += 1) limiter.acquire(() => (through += 1));
  sim.run({ untilNs: 50 * MS });
  expect(through).toBe(20 + 500);
  sim.run({ untilNs: 1e9 });
  limiter.bootstrapDone();
  expect(limiter.rateQps).toBe(20);
  const after: number[] = [];
  for (let i = 0; i < 22; i += 1) limiter.acquire(() => after.push(sim.nowNs / MS - 1000));
  sim.run({ untilNs: 3e9 });
  expect(after.slice(19)).toEqual([0, 50, 100]);
});
