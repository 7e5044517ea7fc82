/** What a gauge is told ahead counts at its time: it equals one that is told then. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Gauge } from "../../src/measure/gauge.js";

const steps = fc.array(
  fc.record({
    afterNs: fc.integer({ min: 0, max: 20 }),
    aheadNs: fc.integer({ min: 0, max: 50 }),
    isCalledOff: fc.boolean(),
    change: fc.integer({ min: -1, max: 1 }),
  }),
  { minLength: 1, maxLength: 200 },
);

it("has the same values, mean and maximum", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const ahead = new Gauge(0);
      const then = new Gauge(0);
      let waiting: number[] = [];
      let nowNs = 0;
      const reach = (atNs: number): void => {
        nowNs = atNs;
        for (const dueNs of waiting.filter((ns) => ns <= nowNs)) then.add(dueNs, 1);
        waiting = waiting.filter((ns) => ns > nowNs);
      };
      for (const { afterNs, aheadNs, isCalledOff, change } of script) {
        reach(nowNs + afterNs);
        ahead.add(nowNs, change);
        then.add(nowNs, change);
        const last = waiting.at(-1);
        if (isCalledOff && last !== undefined) {
          ahead.expectNot(last);
          waiting.pop();
        }
        ahead.expect(nowNs + 1 + aheadNs);
        waiting.push(nowNs + 1 + aheadNs);
        waiting.sort((a, b) => a - b);
        expect(ahead.value(nowNs)).toBe(then.value(nowNs));
      }
      reach(nowNs + 100);
      expect(ahead.max(nowNs)).toBe(then.max(nowNs));
      expect(ahead.mean(nowNs)).toBe(then.mean(nowNs));
      expect(ahead.integral(nowNs)).toBe(then.integral(nowNs));
    }),
    { numRuns: 200, seed: 5 },
  );
});
