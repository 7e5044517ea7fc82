/** A queue gives events back by time, equal times by sequence number, for any order of pushes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { EventQueue, ScheduledEvent } from "../../src/engine/event-queue.js";
import { HeapJsQueue } from "../../src/engine/heap-js-queue.js";

/** Any queue that may stand beside the reference belongs in this list. */
const QUEUES: readonly (readonly [name: string, make: () => EventQueue])[] = [
  ["HeapJsQueue", () => new HeapJsQueue()],
];

/** A number is a push at that time; undefined is a pop. */
const operations = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), {
  maxLength: 300,
});

const before = (a: ScheduledEvent, b: ScheduledEvent): number =>
  a.timeNs - b.timeNs || a.sequence - b.sequence;

it.each(QUEUES)("%s, for any mixture of pushes and pops", (_name, make) => {
  fc.assert(
    fc.property(operations, (times) => {
      const queue = make();
      let model: ScheduledEvent[] = [];
      times.forEach((timeNs, sequence) => {
        if (timeNs === undefined) {
          expect(queue.peek()).toBe(model[0]);
          expect(queue.pop()).toBe(model[0]);
          model = model.slice(1);
        } else {
          // Later pushes get lower numbers too, as heads of lanes do.
          const event = { timeNs, sequence: (sequence * 7919) % 1009, action, label: "" };
          queue.push(event);
          model = [...model, event].sort(before);
        }
        expect(queue.size).toBe(model.length);
      });
    }),
  );
});

it.each(QUEUES)("%s is empty when everything was taken", (_name, make) => {
  const queue = make();
  expect([queue.peek(), queue.pop(), queue.size]).toEqual([undefined, undefined, 0]);
});

function action(): void {
  throw new Error("a queue runs nothing");
}
