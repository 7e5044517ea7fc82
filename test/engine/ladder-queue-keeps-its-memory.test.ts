/**
 * The memory of a ladder queue follows the most events that were ever pending: chunks whose events were taken serve again,
 * for any mixture of delays, and a queue that ran empty fills the same memory.
 */
import { expect, it } from "vitest";
import { CHUNK, EventChunks, NONE } from "../../src/engine/event-chunks.js";
import { LadderQueue } from "../../src/engine/ladder-queue.js";
import { RandomStream } from "../../src/engine/random-stream.js";

const PENDING = 20_000;

/** Records for which a queue has room. */
function roomOf(queue: LadderQueue): number {
  return queue["chunks"].doubles.length / 4;
}

const DELAYS: Readonly<Record<string, (random: RandomStream) => number>> = {
  exponential: (random) => Math.round(random.exponential(1e9)),
  "at once": (random) => (random.chance(0.9) ? 0 : random.integer(0, 1e6)),
  "few moments": (random) => random.integer(1, 3) * 1e9,
  "near and very far": (random) => (random.chance(0.99) ? random.integer(0, 50_000) : 9e11),
};

it.each(Object.entries(DELAYS))("%s", (_name, draw) => {
  const random = new RandomStream("1", "memory");
  const queue = new LadderQueue();
  let sequence = 0;
  const fill = (nowNs: number): void => {
    while (queue.size < PENDING) {
      queue.push(nowNs + draw(random), sequence, 1, 0, 0);
      sequence += 1;
    }
  };
  for (let round = 0; round < 3; round += 1) {
    fill(0);
    for (let step = 0; step < 5 * PENDING; step += 1) {
      const nowNs = queue.nextNs;
      queue.pop();
      fill(nowNs);
    }
    while (queue.size > 0) queue.pop();
  }
  // Room doubles when it is used up; buckets with part of a chunk take some besides the events.
  expect(roomOf(queue)).toBeLessThanOrEqual(4 * PENDING);
});

it("a chain that was released gives its chunks to the next ones", () => {
  const chunks = new EventChunks();
  const room = chunks.doubles.length / 4;
  for (let round = 0; round < 100; round += 1) {
    let [one, other]: [number, number] = [NONE, NONE];
    for (let i = 0; i < room / 2 - CHUNK / 2; i += 1) {
      one = chunks.after(one);
      other = chunks.after(other);
    }
    expect(one).not.toBe(other);
    chunks.release(one);
    chunks.release(other);
  }
  expect(chunks.doubles.length / 4).toBe(room);
});
