/** The threads that topologies and shares take from one count: never more than there are, and again when given back. */
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { SpareThreads } from "../../src/runner/spare-threads.js";

/** How many can be taken now. */
function takeAll(spare: SpareThreads): number {
  let taken = 0;
  while (spare.take()) taken += 1;
  return taken;
}

it("gives as many as there are", () => {
  expect(takeAll(SpareThreads.of(3))).toBe(3);
  expect(takeAll(SpareThreads.of(0))).toBe(0);
});

it("gives what came back once more", () => {
  const spare = SpareThreads.of(2);
  expect(takeAll(spare)).toBe(2);
  spare.giveBack();
  expect(takeAll(spare)).toBe(1);
});

it("is one count for all threads", async () => {
  const spare = SpareThreads.of(1);
  expect(spare.take()).toBe(true);
  const other = new Worker(
    "Atomics.add(new Int32Array(require('worker_threads').workerData), 0, 5)",
    {
      eval: true,
      workerData: spare.buffer,
    },
  );
  await new Promise((resolve) => other.once("exit", resolve));
  expect(takeAll(spare)).toBe(5);
  expect(takeAll(new SpareThreads(spare.buffer))).toBe(0);
});
