/**
 * The token bucket against the generic cell rate algorithm (ITU-T I.371, annex A), which says when
 * each request conforms without counting tokens, and against the bound that defines a bucket:
 * no span lets through more than burst + rate x its length.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { TokenBucket } from "../../src/engine/token-bucket.js";

const SECOND = 1e9;

const cases = fc.record({
  // Rates whose gap is a whole number of nanoseconds, so that the reference is exact.
  rateQps: fc.constantFrom(1, 4, 20, 100, 1_000, 10_000),
  burst: fc.integer({ min: 1, max: 50 }),
  gapsMs: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 200 }),
});

/** Moments at which requests are let through; each one asks after so many milliseconds. */
function grants(bucket: TokenBucket, gapsMs: readonly number[]): number[] {
  let nowNs = 0;
  return gapsMs.map((gapMs) => {
    nowNs += gapMs * 1e6;
    return nowNs + bucket.reserve(nowNs);
  });
}

function conformingTimes(rateQps: number, burst: number, gapsMs: readonly number[]): number[] {
  const incrementNs = SECOND / rateQps;
  let nowNs = 0;
  let theoreticalNs = 0;
  return gapsMs.map((gapMs) => {
    nowNs += gapMs * 1e6;
    const conformsNs = Math.max(nowNs, theoreticalNs - (burst - 1) * incrementNs);
    theoreticalNs = Math.max(nowNs, theoreticalNs) + incrementNs;
    return conformsNs;
  });
}

it("lets each request through when the cell rate algorithm does", () => {
  fc.assert(
    fc.property(cases, ({ rateQps, burst, gapsMs }) => {
      const got = grants(new TokenBucket({ rateQps, burst }), gapsMs);
      const expected = conformingTimes(rateQps, burst, gapsMs);
      got.forEach((ns, i) => {
        // Tokens are fractions; a wait may come out a nanosecond longer than the exact one.
        expect(ns - (expected[i] ?? NaN), `request ${i}`).toBeGreaterThanOrEqual(-1);
        expect(ns - (expected[i] ?? NaN), `request ${i}`).toBeLessThanOrEqual(1);
      });
    }),
  );
});

it("no span lets through more than burst + rate x length", () => {
  fc.assert(
    fc.property(cases, ({ rateQps, burst, gapsMs }) => {
      const times = grants(new TokenBucket({ rateQps, burst }), gapsMs);
      times.forEach((from, i) => {
        times.slice(i).forEach((to, n) => {
          const allowed = burst + (rateQps * (to - from + 1)) / SECOND;
          expect(n + 1).toBeLessThanOrEqual(allowed + 1e-9);
        });
      });
    }),
    { numRuns: 50 },
  );
});

it("a new rate counts from its moment on, and what is owed stays owed", () => {
  const bucket = new TokenBucket({ rateQps: 10, burst: 1 });
  expect([0, 0, 0].map((now) => bucket.reserve(now) / 1e6)).toEqual([0, 100, 200]);
  // At 100 ms one of the two owed tokens has come; the other one now takes 1 s.
  bucket.setRate(0.1 * SECOND, 1);
  expect(bucket.rateQps).toBe(1);
  expect(bucket.reserve(0.1 * SECOND) / 1e6).toBe(2_000);
});
