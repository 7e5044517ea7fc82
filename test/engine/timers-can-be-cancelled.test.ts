/** A cancelled timer neither runs nor counts, and many of them do not pile up. */
import { expect, it } from "vitest";
import { HeapJsQueue } from "../../src/engine/heap-js-queue.js";
import { Simulation } from "../../src/engine/simulation.js";

it("does not run, and is not counted", () => {
  const sim = new Simulation({ seed: "1" });
  const log: string[] = [];
  const kept = sim.timer(10, () => log.push("kept"));
  const cancelled = sim.timer(5, () => log.push("cancelled"));
  cancelled.cancel();
  expect([kept.active, cancelled.active, sim.pending]).toEqual([true, false, 1]);
  sim.run({ untilNs: 100 });
  expect(log).toEqual(["kept"]);
  expect([sim.eventsProcessed, kept.active]).toEqual([1, false]);
  kept.cancel();
  expect(sim.pending).toBe(0);
});

it("many cancelled timers leave a small queue", () => {
  const queue = new HeapJsQueue();
  const sim = new Simulation({ seed: "1", queue });
  for (let i = 0; i < 20_000; i += 1) sim.timer(1e9 + i, () => undefined).cancel();
  expect(queue.size).toBeLessThan(2_048);
  expect(sim.pending).toBe(0);
});

it("a cancelled timer does not move the clock", () => {
  const sim = new Simulation({ seed: "1" });
  const cancelled = sim.timer(50, () => undefined);
  sim.schedule(10, () => sim.stop());
  sim.run({ untilNs: 20 });
  cancelled.cancel();
  sim.schedule(90, () => sim.stop());
  sim.run({ untilNs: 1_000 });
  expect([sim.nowNs, sim.eventsProcessed]).toEqual([100, 2]);
});

it("clearing the queue of cancelled timers keeps the order of the others", () => {
  const sim = new Simulation({ seed: "1" });
  const dice = sim.random("dice");
  const ran: number[] = [];
  const expected: (readonly [timeNs: number, order: number])[] = [];
  for (let order = 0; order < 10_000; order += 1) {
    const timeNs = dice.integer(0, 1_000);
    const timer = sim.timer(timeNs, () => ran.push(order));
    if (dice.chance(0.8)) timer.cancel();
    else expected.push([timeNs, order]);
  }
  sim.run({ untilNs: 1_000 });
  expect(ran).toEqual(
    expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, order]) => order),
  );
});
