/** Keys kept as runs of neighbours are the keys that were there. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyRuns } from "../../../models/truth/key-runs.js";

it("has each key that exists and no other, ascending", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2)), (sizes) => {
      const visited: number[] = [];
      const keys = new KeyRuns(sizes);
      expect(keys.find((key) => visited.push(key) === 0)).toBe(undefined);
      expect(visited).toEqual([...sizes.keys()].filter((key) => sizes[key] !== 0));
      for (const key of visited) expect(keys.find((one) => one >= key)).toBe(key);
    }),
  );
});
