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
