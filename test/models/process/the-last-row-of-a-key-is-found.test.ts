/** The last row of each key, as a map knows it; rows that are gone are as if they had never been. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { WordPool } from "../../../models/etcd/word-pool.js";
import { KeyRows } from "../../../models/process/key-rows.js";

const steps = fc.array(
  fc.record({ key: fc.integer({ min: 0, max: 60 }), gone: fc.integer({ min: 0, max: 3 }) }),
  { minLength: 50, maxLength: 400 },
);

it("tells the row before, as long as it is there", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const rows = new KeyRows(new WordPool());
      const known = new Map<number, number>();
      let first = 1;
      for (const [index, { key, gone }] of script.entries()) {
        const row = index + 1;
        first = Math.min(row, first + gone);
        const before = known.get(key) ?? 0;
        expect(rows.replace(key, row, first)).toBe(before < first ? 0 : before);
        known.set(key, row);
      }
    }),
    { numRuns: 100, seed: 3 },
  );
});
