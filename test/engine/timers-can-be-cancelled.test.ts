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
