/** The search of a plan: finds a known limit in few looks, confirms both ends, and is not fooled by noisy looks. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/measure/slos.js";
import { searchLargest, type SearchOptions, type SearchResult } from "../../src/study/search.js";

interface Look {
  readonly passed: Verdict;
  readonly load: number;
}

const BASE = { start: 3, low: 1, high: 511, whole: true, tolerance: 0.05 };

/** Searches with a load that grows as `power` and reaches 1 between `limit` and the next number. */
async function search(
  limit: number,
  over: Partial<SearchOptions<Look>> = {},
  power = 1,
): Promise<SearchResult<Look> & { readonly looks: number }> {
  let looks = 0;
  const look = async (value: number): Promise<Look> => {
    looks += 1;
    return Promise.resolve({ passed: value <= limit, load: (value / (limit + 0.5)) ** power });
  };
  return { ...(await searchLargest({ ...BASE, look, ...over })), looks };
}

describe("a search", () => {
  it("brackets any limit from any start, within the tolerance", async () => {
    const limits = fc.record({
      limit: fc.integer({ min: 1, max: 510 }),
      start: fc.integer({ min: 1, max: 511 }),
      power: fc.double({ min: 0.2, max: 4, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(limits, async ({ limit, start, power }) => {
        const { good, bad, looks } = await search(limit, { start }, power);
        const [low = 0, high = 0] = [good?.value, bad?.value];
        expect(low).toBeLessThanOrEqual(limit);
        expect(high).toBeGreaterThan(limit);
        expect(high - low <= 1 || high / low <= 1.05).toBe(true);
        expect(looks).toBeLessThan(30);
      }),
      { numRuns: 200 },
    );
  });

  it("says when everything holds, and when nothing does", async () => {
    const all = await search(1000);
    expect([all.good?.value, all.bad]).toEqual([511, undefined]);
    const none = await search(0);
    expect([none.good, none.bad?.value]).toEqual([undefined, 1]);
  });

  it("does not count an inconclusive value as good", async () => {
    const look = async (value: number): Promise<Look> =>
      Promise.resolve({
        passed: value <= 90 || (value < 110 ? "inconclusive" : false),
        load: value / 100,
      });
    const { good, bad } = await search(0, { look });
    expect(good?.value).toBeLessThanOrEqual(90);
    expect(bad?.value).toBeGreaterThan(90);
  });

  it("confirms both ends with all seeds, so that a lucky or unlucky look is taken back", async () => {
    const seen: (readonly [value: number, sure: boolean])[] = [];
    const look = async (value: number, sure: boolean): Promise<Look> => {
      seen.push([value, sure]);
      // One seed says 120 at most, all seeds say 100.
      const limit = sure ? 100 : 120;
      return Promise.resolve({ passed: value <= limit, load: value / limit });
    };
    const { good, bad } = await search(0, { look });
    expect(good?.value).toBeLessThanOrEqual(100);
    expect(good?.value).toBeGreaterThan(90);
    for (const end of [good?.value, bad?.value]) expect(seen).toContainEqual([end, true]);
  });
});
