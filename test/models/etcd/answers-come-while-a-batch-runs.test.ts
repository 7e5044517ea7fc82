/**
 * Readers of a batch that takes longer than 10 ms answer while it runs, and their answers put off what is sent next: as
 * much when the batch is one of n sends as when it is n batches of one.
 */
import { expect, it } from "vitest";
import { CorePool } from "../../../models/etcd/core-pool.js";
import { CpuMeter } from "../../../models/etcd/cpu-meter.js";
import { Simulation } from "../../../src/engine/simulation.js";

const MS = 1e6;

/** When the last send of a second batch is through, which is queued 15 ms after the first one. */
function secondEndsAt(batches: number, units: number, answerNs: number): number {
  const sim = new Simulation({ seed: "1" });
  const pool = new CorePool(sim, { cores: 2, meter: new CpuMeter(), multiplier: 1 });
  let lastNs = 0;
  const queue = (): void => {
    for (let batch = 0; batch < batches; batch += 1) {
      pool.send(units, 0.1 * MS, (part) => {
        pool.answer(part.units * answerNs, part.firstNs);
        lastNs = part.lastNs;
      });
    }
  };
  queue();
  sim.schedule(15 * MS, queue);
  sim.run({ untilNs: 1e9 });
  return lastNs / MS;
}

it("a batch of 400 sends and 400 batches of one let the next batch begin at the same time", () => {
  const [apart, together] = [secondEndsAt(400, 1, 0.1 * MS), secondEndsAt(1, 400, 0.1 * MS)];
  // Two batches of 20 ms, and the answers to what was sent in the first 15.
  expect(apart).toBeCloseTo(55, 0);
  expect(together / apart).toBeCloseTo(1, 2);
});

it("without answers nothing is put off", () => {
  expect(secondEndsAt(1, 400, 0)).toBeCloseTo(40, 1);
});
