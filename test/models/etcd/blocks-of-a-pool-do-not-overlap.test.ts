/** Tables that share large arrays never see each other's words, whatever is taken and given back. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { WordPool, type WordBlock } from "../../../models/etcd/word-pool.js";

it("each block keeps what was written into it, and begins with zeros", () => {
  const step = fc.record({ exponent: fc.integer({ min: 1, max: 10 }), gives: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const pool = new WordPool();
      const held: { readonly block: WordBlock; readonly mark: number }[] = [];
      for (const [index, { exponent, gives }] of steps.entries()) {
        const going = gives ? held.shift() : undefined;
        if (going !== undefined) pool.give(going.block);
        const block = pool.take(2 ** exponent);
        const { words, at, size } = block;
        expect(words.subarray(at, at + size).every((word) => word === 0)).toBe(true);
        words.fill(index + 1, at, at + size);
        held.push({ block, mark: index + 1 });
      }
      for (const { block, mark } of held) {
        const { words, at, size } = block;
        expect(words.subarray(at, at + size).every((word) => word === mark)).toBe(true);
      }
    }),
  );
});

it("what is given back is used again", () => {
  const pool = new WordPool();
  const first = pool.take(64);
  pool.give(first);
  expect(pool.take(64)).toBe(first);
});
