/** The work queue against a plain list that does the same slowly. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyQueue } from "../../../models/kvstore/key-queue.js";

interface Step {
  readonly what: "add" | "take" | "note";
  readonly key: number;
  /** Keys in a row. */
  readonly keys: number;
  readonly note: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom("add", "add", "take", "note"),
  key: fc.integer({ min: 0, max: 40 }),
  keys: fc.integer({ min: 1, max: 6 }),
  note: fc.constantFrom(0, 0, 0, 7, 9),
});

it("behaves as a list without repeats, whose keys carry notes", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new KeyQueue();
      const list: { key: number; note: number }[] = [];
      for (const { what, key: first, keys, note } of steps) {
        for (let key = first; key < first + keys; key += 1) {
          const waiting = list.find((one) => one.key === key);
          if (what === "take") {
            const taken = list.shift();
            expect(queue.take()).toBe(taken?.key);
            if (taken !== undefined) expect(queue.takenNote).toBe(taken.note);
          } else if (what === "add") {
            expect(queue.add(key, note)).toBe(waiting === undefined);
            if (waiting === undefined) list.push({ key, note });
          } else {
            queue.setNote(key, note);
            if (waiting !== undefined) waiting.note = note;
          }
          expect(queue.noteOf(key)).toBe(list.find((one) => one.key === key)?.note ?? 0);
        }
        expect(queue.length).toBe(list.length);
      }
    }),
  );
});

it("keeps keys in a row as one place", () => {
  const queue = new KeyQueue();
  for (let key = 0; key < 15_000; key += 1) queue.add(key);
  queue.setNote(7_000, 5);
  const taken: number[][] = [];
  for (let key = queue.take(); key !== undefined; key = queue.take()) {
    taken.push([key, queue.takenNote]);
  }
  expect(taken).toEqual(Array.from({ length: 15_000 }, (_, key) => [key, key === 7_000 ? 5 : 0]));
});
