/** The ring of cores, with its short cuts for idle ones, says what a sorted list of times says. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { CoreTimes } from "../../../models/etcd/core-times.js";

const step = fc.record({
  what: fc.constantFrom("occupy", "raise", "resize", "fill"),
  ns: fc.nat({ max: 500 }),
  lanes: fc.integer({ min: 1, max: 9 }),
});
const question = fc.record({
  nowNs: fc.nat({ max: 600 }),
  sinceNs: fc.nat({ max: 50 }),
  workNs: fc.double({ min: 0, max: 900, noNaN: true }),
  lanes: fc.integer({ min: 1, max: 9 }),
});

/** Where the level of water stands that is poured on the first `lanes` of the times. */
function level(times: readonly number[], nowNs: number, workNs: number, lanes: number): number {
  let sum = 0;
  for (let used = 1; used <= lanes; used += 1) {
    sum += Math.max(nowNs, times[used - 1] ?? 0);
    const height = (workNs + sum) / used;
    if (used === lanes || height <= Math.max(nowNs, times[used] ?? 0)) return Math.ceil(height);
  }
  return NaN;
}

it("whatever was done before", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), question, (steps, asked) => {
      const cores = new CoreTimes(5);
      let times = [0, 0, 0, 0, 0];
      for (const { what, ns, lanes } of steps) {
        const upTo = Math.min(lanes, times.length);
        if (what === "occupy") {
          cores.occupyFirst(Math.max(ns, cores.firstNs));
          times[0] = Math.max(ns, times[0] ?? 0);
        } else if (what === "raise") {
          cores.raise(upTo, ns);
          times = times.map((one, core) => (core < upTo ? Math.max(one, ns) : one));
        } else if (what === "resize") {
          cores.resize(lanes);
          times = [...times.slice(Math.max(0, times.length - lanes))];
          while (times.length < lanes) times.unshift(0);
        } else {
          cores.fill(ns);
          times.fill(ns);
        }
        times.sort((a, b) => a - b);
      }
      const { nowNs, sinceNs, workNs } = asked;
      const lanes = Math.min(asked.lanes, times.length);
      const fromNs = Math.max(0, nowNs - sinceNs);
      const free = times.map((one) => Math.max(0, nowNs - Math.max(fromNs, one)));
      const sum = (some: readonly number[], start = 0): number =>
        some.reduce((a, b) => a + b, start);
      expect(cores.count).toBe(times.length);
      expect(times.map((_, core) => cores.at(core))).toEqual(times);
      expect([cores.firstNs, cores.lastNs]).toEqual([times[0], times.at(-1)]);
      expect(cores.levelAfter(nowNs, workNs, lanes)).toBe(level(times, nowNs, workNs, lanes));
      expect(cores.freeBetween(0, lanes, fromNs, nowNs)).toBe(sum(free.slice(0, lanes)));
      expect(cores.plusFree(-workNs, fromNs, nowNs)).toBe(sum(free, -workNs));
      expect(cores.plusFree(-3, fromNs, nowNs)).toBe(sum(free, -3));
    }),
    { numRuns: 500 },
  );
});
