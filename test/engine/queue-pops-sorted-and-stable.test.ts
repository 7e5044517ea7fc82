/** A queue gives events back by time, equal times by sequence number, for any order of pushes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { EventQueue } from "../../src/engine/event-queue.js";
import { HeapJsQueue } from "../../src/engine/heap-js-queue.js";
import { LadderQueue } from "../../src/engine/ladder-queue.js";

/** Any queue that may stand beside the reference belongs in this list. */
const QUEUES: readonly (readonly [name: string, make: () => EventQueue])[] = [
  ["HeapJsQueue", () => new HeapJsQueue()],
  ["LadderQueue", () => new LadderQueue()],
];

type Event = readonly [timeNs: number, sequence: number, kind: number, a: number, b: number];

/** A number is a push at that time; undefined is a pop. */
const operations = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }), {
  maxLength: 300,
});

const before = (a: Event, b: Event): number => a[0] - b[0] || a[1] - b[1];

it.each(QUEUES)("%s, for any mixture of pushes and pops", (_name, make) => {
  fc.assert(
    fc.property(operations, (times) => {
      const queue = make();
      let model: Event[] = [];
      times.forEach((timeNs, index) => {
        const [first] = model;
        if (timeNs !== undefined) {
          // Later pushes get lower numbers too, as heads of lanes do.
          const event: Event = [timeNs, (index * 7919) % 1009, index, 1 - index, index << 16];
          queue.push(...event);
          model = [...model, event].sort(before);
        } else if (first !== undefined) {
          expect(queue.nextNs).toBe(first[0]);
          queue.pop();
          expect([queue.sequence, queue.kind, queue.a, queue.b]).toEqual(first.slice(1));
          model = model.slice(1);
        }
        expect([queue.size, queue.nextNs]).toEqual([model.length, model[0]?.[0] ?? Infinity]);
      });
    }),
  );
});

it.each(QUEUES)("%s is empty when everything was taken", (_name, make) => {
  const queue = make();
  expect([queue.nextNs, queue.size]).toEqual([Infinity, 0]);
});
