/** The set of leases with room gives the lowest place, whatever was added and taken out before. */
import { expect, it } from "vitest";
import { LowestFirst } from "../../../models/kvstore/lowest-first.js";
import { RandomStream } from "../../../src/engine/random-stream.js";

it("gives the lowest number, as a sorted set does", () => {
  const random = new RandomStream("1", "places");
  const set = new LowestFirst();
  const model = new Set<number>();
  for (let step = 0; step < 5_000; step += 1) {
    const number = random.integer(0, 400);
    if (random.chance(0.5)) {
      set.add(number);
      model.add(number);
    } else {
      set.delete(number);
      model.delete(number);
    }
    const lowest = [...model].sort((a, b) => a - b)[0];
    expect(set.lowest()).toBe(lowest);
    // As the lease manager does: what is lowest goes first.
    if (lowest !== undefined && random.chance(0.3)) {
      set.delete(lowest);
      model.delete(lowest);
    }
  }
});
