/**
 * How far a record is, told by one thread and read by another at any moment in between: whoever sees a time sees all
 * entries up to it. Each single step of one side is interrupted by the whole of the other.
 */
import { afterEach, expect, it, vi } from "vitest";
import { COMPLETE, GROWING, RecordWords } from "../../src/runner/record-words.js";

afterEach(() => {
  vi.restoreAllMocks();
});

/** The record has ten entries and three changes for each nanosecond. */
const at = (untilNs: number) =>
  ({ entries: 10 * untilNs, changes: 3 * untilNs, untilNs, state: GROWING }) as const;

const ALL = { entries: 99, changes: 9, untilNs: Infinity, state: COMPLETE } as const;

it("read between any two steps of telling", () => {
  const words = new RecordWords();
  words.tell(at(1));
  const store = Atomics.store.bind(Atomics) as (...all: unknown[]) => unknown;
  const seen: number[] = [];
  vi.spyOn(Atomics, "store").mockImplementation(((...all: unknown[]) => {
    const { entries, changes, untilNs } = words.look();
    expect(entries).toBeGreaterThanOrEqual(10 * untilNs);
    expect(changes).toBeGreaterThanOrEqual(3 * untilNs);
    seen.push(untilNs);
    return store(...all);
  }) as never);
  words.tell(at(2));
  words.tell(at(3));
  expect(seen.length).toBeGreaterThanOrEqual(8);
  expect(new Set(seen)).toEqual(new Set([1, 2]));
});

it("told between any two steps of reading", () => {
  const words = new RecordWords();
  words.tell(at(1));
  const load = Atomics.load.bind(Atomics) as (...all: unknown[]) => unknown;
  let next = 2;
  vi.spyOn(Atomics, "load").mockImplementation(((...all: unknown[]) => {
    words.tell(at(next));
    next += 1;
    return load(...all);
  }) as never);
  for (let look = 0; look < 10; look += 1) {
    const { entries, changes, untilNs } = words.look();
    expect(entries).toBeGreaterThanOrEqual(10 * untilNs);
    expect(changes).toBeGreaterThanOrEqual(3 * untilNs);
  }
  expect(next).toBe(2 + 10 * 4);
});

it.each([1, 2, 3, 4])("complete before step %i of a look: all of it is seen, or none", (step) => {
  const words = new RecordWords();
  words.tell(at(1));
  const load = Atomics.load.bind(Atomics) as (...all: unknown[]) => unknown;
  let steps = 0;
  vi.spyOn(Atomics, "load").mockImplementation(((...all: unknown[]) => {
    steps += 1;
    if (steps === step) words.tell(ALL);
    return load(...all);
  }) as never);
  const { state, entries, changes, untilNs } = words.look();
  if (state === COMPLETE) expect([entries, changes]).toEqual([ALL.entries, ALL.changes]);
  else expect(untilNs).toBe(1);
  expect(words.look()).toEqual(ALL);
});
