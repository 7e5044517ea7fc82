/** The work queue against a plain list that does the same slowly. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyQueue } from "../../../models/kvstore/key-queue.js";

it("behaves as a list without repeats", () => {
  const operation = fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
      const queue = new KeyQueue();
      const list: number[] = [];
      for (const key of operations) {
        if (key === undefined) {
          expect(queue.take()).toBe(list.shift());
        } else {
          expect(queue.add(key)).toBe(!list.includes(key));
          if (!list.includes(key)) list.push(key);
        }
        expect(queue.length).toBe(list.length);
      }
    }),
  );
});

it("gives each key back with its note", () => {
  const queue = new KeyQueue();
  for (let key = 0; key < 9; key += 1) queue.add(key, key === 4 ? 0 : key * 10);
  for (let i = 0; i < 3; i += 1) queue.take();
  for (let key = 9; key < 14; key += 1) queue.add(key, key * 10);
  expect(queue.add(5, 1)).toBe(false);
  queue.setNote(6, 7);
  expect([queue.noteOf(5), queue.noteOf(6), queue.noteOf(0)]).toEqual([50, 7, 0]);
  const taken: number[][] = [];
  for (let key = queue.take(); key !== undefined; key = queue.take()) {
    taken.push([key, queue.takenNote]);
  }
  const notes = [30, 0, 50, 7, 70, 80, 90, 100, 110, 120, 130];
  expect(taken).toEqual(notes.map((note, index) => [index + 3, note]));
});
