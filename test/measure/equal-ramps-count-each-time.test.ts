/** Equal ramps are kept until somebody asks: however often and mixed they come, all of them are in what is read. */
import { expect, it } from "vitest";
import { RandomStream } from "../../src/engine/random-stream.js";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";

type Ramp = readonly [firstNs: number, lastNs: number, count: number];

/** Ramps of some hundred steps, more kinds of them than are kept, some with equal times and another count. */
const KINDS: readonly Ramp[] = Array.from({ length: 300 }, (_, kind) => {
  const firstNs = 100_000 + 1_000 * (kind >> 1);
  return [firstNs, firstNs + 3_000_000 + 7 * kind * (kind % 2), 500 + (kind % 3)] as const;
});

function alone(ramp: Ramp): LatencyHistogram {
  const histogram = new LatencyHistogram();
  histogram.recordRamp(...ramp);
  return histogram;
}

const figures = (histogram: LatencyHistogram): unknown => [
  histogram.count,
  histogram.cdf(200),
  histogram.countUpTo(1_000_000),
];

it("says what the sum of single ramps says, whether or not it was read before", () => {
  const random = new RandomStream("1", "ramps");
  const [together, singly] = [new LatencyHistogram(), new LatencyHistogram()];
  for (let n = 0; n < 2_000; n += 1) {
    const ramp = KINDS[Math.floor(KINDS.length * random.next() ** 3)] ?? [0, 1, 2];
    together.recordRamp(...ramp);
    singly.merge(alone(ramp));
    if (n % 500 === 0) expect(figures(together)).toEqual(figures(singly));
  }
  expect(figures(together)).toEqual(figures(singly));
});

it("a ramp that fits into one step counts as its middle, as singly", () => {
  const histogram = new LatencyHistogram();
  histogram.recordRamp(60e9, 60.01e9, 5_000);
  expect([histogram.count, histogram.countUpTo(59.9e9), histogram.countUpTo(60.1e9)]).toEqual([
    5_000, 0, 5_000,
  ]);
});
