/** Our buckets are HdrHistogram's: the same quantiles as hdr-histogram-js for any values, digits and merges. */
import fc from "fast-check";
import { build, type Histogram } from "hdr-histogram-js";
import { expect, it } from "vitest";
import { HdrCounts, type Digits } from "../../src/measure/hdr-counts.js";

const QUANTILES = [0, 0.001, 0.1, 0.25, 0.5, 0.9, 0.99, 0.999, 1];

const digits = fc.constantFrom<Digits>(1, 2, 3);
const values = fc.array(
  fc.record({
    value: fc.oneof(
      fc.integer({ min: 1, max: 4096 }),
      fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      fc.integer({ min: 2 ** 31 - 2, max: 2 ** 45 }),
    ),
    count: fc.integer({ min: 1, max: 1e6 }),
  }),
  { minLength: 1, maxLength: 60 },
);

function reference(numberOfSignificantValueDigits: Digits): Histogram {
  return build({
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2 ** 26,
    numberOfSignificantValueDigits,
  });
}

it("quantiles are equal", () => {
  fc.assert(
    fc.property(digits, values, (of, list) => {
      const ours = new HdrCounts(of);
      const theirs = reference(of);
      for (const { value, count } of list) {
        ours.record(value, count);
        theirs.recordValueWithCount(value, count);
      }
      expect(ours.total).toBe(theirs.totalCount);
      for (const q of QUANTILES) {
        const wanted = theirs.getValueAtPercentile(q * 100);
        // Percentile 0 is the lowest value of its bucket there; here a quantile is always the highest.
        if (q > 0) expect(ours.quantile(q)).toBe(wanted);
      }
    }),
  );
});

it("merges are equal, also of histograms with other digits", () => {
  fc.assert(
    fc.property(digits, digits, values, values, (of, ofOther, list, others) => {
      const ours = [new HdrCounts(of), new HdrCounts(ofOther)] as const;
      const theirs = [reference(of), reference(ofOther)] as const;
      for (const [at, part] of [list, others].entries()) {
        for (const { value, count } of part) {
          ours[at]?.record(value, count);
          theirs[at]?.recordValueWithCount(value, count);
        }
      }
      ours[0].add(ours[1]);
      theirs[0].add(theirs[1]);
      for (const q of QUANTILES.slice(1)) {
        expect(ours[0].quantile(q)).toBe(theirs[0].getValueAtPercentile(q * 100));
      }
    }),
  );
});

it("an empty one has no quantiles", () => {
  expect([new HdrCounts(3).quantile(0.5), new HdrCounts(3).total]).toEqual([0, 0]);
});
