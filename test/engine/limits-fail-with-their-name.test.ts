/** Everything has a limit, and reaching it says which and where to raise it. */
import { expect, it } from "vitest";
import { LimitReached, Simulation } from "../../src/engine/simulation.js";

function forever(sim: Simulation): void {
  sim.schedule(1, () => forever(sim));
}

it("events", () => {
  const sim = new Simulation({ seed: "1", limits: { events: 1000 } });
  forever(sim);
  const run = (): void => sim.run({ untilNs: 1e9 });
  expect(run).toThrow(new LimitReached("events", 1000, 1001));
  expect(sim.eventsProcessed).toBe(1001);
});

it("pending", () => {
  const sim = new Simulation({ seed: "1", limits: { pending: 3 } });
  for (let i = 0; i < 3; i += 1) sim.schedule(1, () => undefined);
  expect(() => sim.schedule(1, () => undefined)).toThrow('limit "pending" of 3');
});

it("simulated time", () => {
  const sim = new Simulation({ seed: "1", limits: { timeNs: 50 } });
  expect(() => sim.run({ untilNs: 51 })).toThrow('limit "timeNs"');
});

it("simulated time ends a run that would never end by itself", () => {
  const sim = new Simulation({ seed: "1", limits: { timeNs: 50 } });
  forever(sim);
  expect(() => sim.run({ untilNs: Number.MAX_SAFE_INTEGER })).toThrow('limit "timeNs" of 50');
  expect([sim.nowNs, sim.eventsProcessed]).toEqual([50, 50]);
});
