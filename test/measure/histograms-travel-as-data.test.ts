/** Histograms and series that come from another thread as data are merged as if they were there. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";
import { LatencySeries } from "../../src/measure/latency-series.js";

const ramps = fc.array(fc.tuple(fc.nat(5e9), fc.nat(5e9), fc.integer({ min: 1, max: 5000 })), {
  maxLength: 12,
});
type Ramps = readonly (readonly [first: number, length: number, count: number])[];

function histogramOf(all: Ramps): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const [first, length, count] of all) histogram.recordRamp(first, first + length, count);
  return histogram;
}

it("merges data as it merges a histogram", () => {
  fc.assert(
    fc.property(ramps, ramps, (here, there) => {
      const merged = histogramOf(here);
      merged.merge(histogramOf(there));
      const fromData = histogramOf(here);
      fromData.mergeData(structuredClone(histogramOf(there).data()));
      const [found, expected] = [fromData.data(), merged.data()];
      expect({ ...found, counts: [] }).toEqual({ ...expected, counts: [] });
      expect(Buffer.from(found.counts.buffer).equals(Buffer.from(expected.counts.buffer))).toBe(
        true,
      );
    }),
  );
});

it("leaves data alone that are merged into another histogram", () => {
  const data = histogramOf([[1e6, 0, 5]]).data();
  const before = structuredClone(data);
  const all = new LatencyHistogram();
  all.mergeData(data);
  all.mergeData(histogramOf([[9e9, 0, 3]]).data());
  expect(data).toEqual(before);
});

it.each([
  ["as wide", 10, 10],
  ["wider than here", 10, 900],
  ["narrower than here", 900, 10],
])("merges a series whose bins are %s", (_, hereSeconds, thereSeconds) => {
  const fill = (series: LatencySeries, seconds: number): void => {
    for (let at = 0; at < seconds; at += 1) series.recordRamp(at * 1e9, at * 1e6, at * 1e6 + 5, 3);
  };
  const empty = (): LatencySeries => new LatencySeries({ binNs: 1e9, originNs: 0, maxBins: 50 });
  const together = empty();
  fill(together, hereSeconds);
  fill(together, thereSeconds);
  const [here, there] = [empty(), empty()];
  fill(here, hereSeconds);
  fill(there, thereSeconds);
  here.mergeData(structuredClone(there.data()));
  expect(here.data()).toEqual(together.data());
});
