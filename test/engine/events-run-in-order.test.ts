/** Events run by time, equal times in the order of scheduling; the clock never goes back. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Simulation } from "../../src/engine/simulation.js";

it("runs equal times in the order in which they were scheduled", () => {
  const sim = new Simulation({ seed: "1" });
  const log: string[] = [];
  for (const name of ["a", "b", "c"]) sim.schedule(10, () => log.push(name));
  sim.schedule(5, () => {
    log.push("early");
    sim.schedule(5, () => log.push("d"));
    sim.schedule(0, () => log.push("now"));
  });
  sim.run({ untilNs: 100 });
  expect(log).toEqual(["early", "now", "a", "b", "c", "d"]);
});

it("handles what is due at the end of the run, sets the clock to it, and goes on", () => {
  const sim = new Simulation({ seed: "1" });
  const log: number[] = [];
  for (const ns of [10, 20, 21]) sim.schedule(ns, () => log.push(sim.nowNs));
  sim.run({ untilNs: 20 });
  expect([log, sim.nowNs, sim.pending]).toEqual([[10, 20], 20, 1]);
  sim.run({ untilNs: 50 });
  expect([log, sim.nowNs, sim.eventsProcessed]).toEqual([[10, 20, 21], 50, 3]);
});

it("stop() ends the run after the present event", () => {
  const sim = new Simulation({ seed: "1" });
  sim.schedule(10, () => sim.stop());
  sim.schedule(20, () => undefined);
  sim.run({ untilNs: 100 });
  expect([sim.nowNs, sim.pending]).toEqual([10, 1]);
});

it("refuses the past and times that are not numbers", () => {
  const sim = new Simulation({ seed: "1" });
  sim.run({ untilNs: 100 });
  expect(() => sim.scheduleAt(99, () => undefined, "late")).toThrow('event "late"');
  expect(() => sim.schedule(NaN, () => undefined)).toThrow();
  expect(() => sim.schedule(Infinity, () => undefined)).toThrow("104 days");
});

it("for any delays: sorted, stable, and never backwards", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 200 }), (delays) => {
      const sim = new Simulation({ seed: "1" });
      const ran: (readonly [time: number, order: number])[] = [];
      delays.forEach((delay, order) => sim.schedule(delay, () => ran.push([sim.nowNs, order])));
      sim.run({ untilNs: 1000 });
      const sorted = delays.map((delay, order) => [delay, order] as const);
      expect(ran).toEqual(sorted.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    }),
  );
});
