/**
 * Buckets of more than a thousand events, which are sorted without being dealt again, come out by time and number: times
 * all over the bucket, many equal ones, and most of them close together, also when others are pushed between them.
 */
import { expect, it } from "vitest";
import { LadderQueue } from "../../src/engine/ladder-queue.js";
import { RandomStream } from "../../src/engine/random-stream.js";

/** About 1,500 in a bucket. */
const PENDING = 200_000;
const STEPS = 20_000;

const DELAYS: Readonly<Record<string, (random: RandomStream) => number>> = {
  "all over the bucket": (random) => Math.round(random.exponential(1e9)),
  "many equal ones": (random) => Math.round(random.exponential(2e4)) * 5e4,
  "most close together": (random) =>
    Math.round(random.exponential(1e3)) * 1e6 + (random.chance(0.01) ? 9e5 : random.integer(0, 9)),
};

it.each(Object.entries(DELAYS))("%s", (_name, draw) => {
  const random = new RandomStream("1", "large buckets");
  const queue = new LadderQueue();
  const times: number[] = [];
  const push = (timeNs: number): void => {
    // Falling numbers: of equal times, the one that was pushed last comes first.
    queue.push(timeNs, -times.length, 1, 0, 0);
    times.push(timeNs);
  };
  for (let i = 0; i < PENDING; i += 1) push(draw(random));
  const outOfOrder: number[] = [];
  let [lastNs, lastNumber] = [-1, 0];
  const pop = (): void => {
    const { nextNs } = queue;
    queue.pop();
    const isNext = nextNs > lastNs || (nextNs === lastNs && queue.sequence > lastNumber);
    if (!isNext || times[-queue.sequence] !== nextNs) outOfOrder.push(queue.sequence);
    [lastNs, lastNumber] = [nextNs, queue.sequence];
  };
  for (let step = 0; step < STEPS; step += 1) {
    pop();
    // One in a hundred comes soon, between those that are sorted already.
    push(lastNs + 1 + (step % 100 === 0 ? step : draw(random)));
  }
  while (queue.size > 0) pop();
  expect(outOfOrder).toEqual([]);
});
