/**
 * Ten thousand events of one time come out by their numbers, also when most events of the burst schedule others: at the
 * same time, just after it or far ahead, while the burst is taken out. So do times next to the last that a number holds.
 */
import { expect, it } from "vitest";
import type { EventQueue } from "../../src/engine/event-queue.js";
import { HeapJsQueue } from "../../src/engine/heap-js-queue.js";
import { LadderQueue } from "../../src/engine/ladder-queue.js";
import { RandomStream } from "../../src/engine/random-stream.js";

const BURST = 10_000;
const FOLLOWERS = [0, 1, 40, 1e6, 1e12];

/** The numbers of all events in the order in which a queue gives them. */
function orderOf(queue: EventQueue, numberOf: (index: number) => number): readonly number[] {
  const taken: number[] = [];
  let pushed = 0;
  const push = (timeNs: number): void => {
    queue.push(timeNs, numberOf(pushed), 1, pushed, 0);
    pushed += 1;
  };
  for (let index = 0; index < BURST; index += 1) push(index % 10 === 0 ? index : 5e9);
  while (queue.size > 0) {
    const nowNs = queue.nextNs;
    queue.pop();
    taken.push(queue.sequence);
    if (pushed < 3 * BURST) push(nowNs + (FOLLOWERS[pushed % FOLLOWERS.length] ?? 0));
  }
  return taken;
}

it.each([
  ["rising", (index: number) => index],
  // As heads of lanes do, whose numbers were taken when they entered the lane.
  ["partly old", (index: number) => (index % 3 === 0 ? index - 1e6 : index)],
  ["falling", (index: number) => -index],
])("a burst with %s numbers", (_name, numberOf) => {
  const order = orderOf(new LadderQueue(), numberOf);
  expect(order.length).toBe(3 * BURST);
  expect(order).toEqual(orderOf(new HeapJsQueue(), numberOf));
});

it("the last nanoseconds that are exact", () => {
  const random = new RandomStream("1", "last nanoseconds");
  const queue = new LadderQueue();
  const times = Array.from({ length: 3_000 }, () => {
    return Number.MAX_SAFE_INTEGER - Math.floor(10 ** (random.next() * 15));
  });
  for (const [sequence, timeNs] of times.entries()) queue.push(timeNs, sequence, 1, 0, 0);
  const taken: number[] = [];
  while (queue.size > 0) {
    taken.push(queue.nextNs);
    queue.pop();
  }
  expect(taken).toEqual(times.sort((a, b) => a - b));
});
