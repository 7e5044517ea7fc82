/** Every queue of the bench plays the same hold model: as many events stay pending, whatever the loop looks like. */
import { expect, it } from "vitest";
import { NPM_QUEUES } from "../../bench/npm-queues.js";

it.each(NPM_QUEUES)("%s draws one delay an event", (_name, make) => {
  const drawn: number[] = [];
  const delay = (n: number): number => {
    drawn.push(n);
    return 1 + ((n * 7919) % 1000);
  };
  const hold = make({ pending: 50, events: 200, delay });
  expect(drawn).toHaveLength(50);
  hold();
  hold();
  expect(drawn).toEqual(Array.from({ length: 450 }, (_, n) => n));
});
