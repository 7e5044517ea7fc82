/** What arrives after the end of a run counts as old as it was then. */
import { expect, test } from "vitest";
import { OldestData } from "../../../models/probes/oldest-data.js";
import { NS_PER_SECOND } from "../../../src/engine/time.js";

const at = (seconds: number): number => seconds * NS_PER_SECOND;

test("a change that has arrived was in use as old data until then", () => {
  const oldest = new OldestData();
  oldest.taken(at(10), at(10), at(3));
  oldest.taken(at(11), at(11), at(2));
  expect(oldest.upTo(at(20))).toBe(at(3));
});

test("a change that arrives later, but before the end, counts in full", () => {
  const oldest = new OldestData();
  oldest.taken(at(10), at(15), at(7));
  expect(oldest.upTo(at(20))).toBe(at(7));
});

test("a change that is still on its way at the end counts up to the end", () => {
  const oldest = new OldestData();
  // Made at 8 s, told at 10 s, arrives at 100 s.
  oldest.taken(at(10), at(100), at(92));
  oldest.taken(at(10), at(100.2), at(50));
  expect(oldest.upTo(at(20))).toBe(at(12));
});
