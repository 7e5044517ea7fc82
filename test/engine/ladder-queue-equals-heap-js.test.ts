/**
 * The ladder queue and heap-js take the same events out, step by step, for queues of thousands of events whose delays
 * are near, far, equal, clustered or all of that at once, growing and shrinking.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { HeapJsQueue } from "../../src/engine/heap-js-queue.js";
import { LadderQueue } from "../../src/engine/ladder-queue.js";
import { RandomStream } from "../../src/engine/random-stream.js";

/** How far ahead of the present event another one is pushed. */
const DELAYS: Readonly<Record<string, (random: RandomStream) => number>> = {
  exponential: (random) => Math.round(random.exponential(1e9)),
  "mostly now": (random) => (random.chance(0.9) ? 0 : random.integer(0, 5)),
  "near and very far": (random) => (random.chance(0.99) ? random.integer(0, 50_000) : 9e11),
  "few moments": (random) => random.integer(0, 3) * 1e9,
  clusters: (random) => random.integer(1, 9) * 1e9 + random.integer(0, 400),
  // More at one time than a chunk holds, between others: chains of several chunks, some of them of one time.
  "bursts among others": (random) => (random.chance(0.7) ? 1e6 : random.integer(0, 2e6)),
  "shrinking scales": (random) => Math.floor(10 ** (random.next() * 12)),
};

const cases = fc.record({
  seed: fc.nat(),
  delay: fc.constantFrom(...Object.keys(DELAYS)),
  pending: fc.constantFrom(1, 40, 700, 5_000),
  steps: fc.integer({ min: 1, max: 8_000 }),
  /** Pushes for each pop, on average: below 1 the queue runs empty again and again. */
  growth: fc.constantFrom(0.7, 1, 1.2),
});

it("both queues agree", () => {
  fc.assert(
    fc.property(cases, ({ seed, delay, pending, steps, growth }) => {
      const random = new RandomStream(String(seed), delay);
      const draw = DELAYS[delay] ?? (() => 0);
      const ladder = new LadderQueue();
      const heap = new HeapJsQueue();
      let sequence = 0;
      const push = (timeNs: number): void => {
        // Every tenth took its number long ago, as heads of lanes did.
        const number = sequence % 10 === 3 ? sequence - 1e6 : sequence;
        for (const queue of [ladder, heap]) queue.push(timeNs, number, 1, sequence, 0);
        sequence += 1;
      };
      for (let i = 0; i < pending; i += 1) push(draw(random));
      for (let step = 0; step < steps; step += 1) {
        const nowNs = heap.nextNs === Infinity ? 0 : heap.nextNs;
        if (heap.size > 0) {
          ladder.pop();
          heap.pop();
        }
        const same = ladder.sequence === heap.sequence && ladder.a === heap.a;
        if (!same) throw new Error(`other event at step ${step}`);
        for (let left = growth; random.chance(left); left -= 1) push(nowNs + draw(random));
        if (ladder.nextNs !== heap.nextNs) throw new Error(`other next time at step ${step}`);
      }
      expect(ladder.size).toBe(heap.size);
    }),
    { numRuns: 60 },
  );
});
