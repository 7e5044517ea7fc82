/**
 * Intervals for a sample of clusters, against made-up populations whose figures are known: of many samples about 95 %
 * must hold them, whatever is estimated, and nothing is left to chance when all clusters are observed.
 */
import { describe, expect, it } from "vitest";
import { RandomStream } from "../../src/engine/random-stream.js";
import {
  meanLatencyOfAll,
  meanOfAll,
  quantileOfAll,
  type SampleEstimate,
  type Stratum,
} from "../../src/measure/cluster-sample.js";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";

const MS = 1e6;
const CLUSTERS = 64;
const SAMPLE = 8;
const STUDIES = 400;

/** Clusters with some hundreds of latencies each, around a level of their own. */
function population(name: string, clusters: number, levelMs: number): readonly LatencyHistogram[] {
  const random = new RandomStream("sample intervals", name);
  return Array.from({ length: clusters }, () => {
    const histogram = new LatencyHistogram();
    const own = levelMs * (0.8 + 0.004 * random.integer(0, 100));
    const count = 500 + random.integer(0, 500);
    for (let n = 0; n < count; n += 1) histogram.record((own + random.exponential(levelMs)) * MS);
    return histogram;
  });
}

function draw<Of>(random: RandomStream, from: readonly Of[], k: number): Stratum<Of> {
  const rest = [...from];
  const observed = Array.from({ length: k }, () => rest.splice(random.integer(0, rest.length), 1));
  return { population: from.length, observed: observed.flat() };
}

function merged(all: readonly LatencyHistogram[]): LatencyHistogram {
  const whole = new LatencyHistogram();
  for (const one of all) whole.merge(one);
  return whole;
}

const groups = [population("near", CLUSTERS, 5), population("far", CLUSTERS / 2, 40)];
const [near = []] = groups;
const figures: Readonly<
  Record<
    string,
    {
      readonly of: readonly (readonly LatencyHistogram[])[];
      readonly truth: (all: LatencyHistogram) => number;
      readonly estimate: (
        strata: readonly Stratum<LatencyHistogram>[],
      ) => SampleEstimate | undefined;
    }
  >
> = {
  "mean latency": { of: [near], truth: ({ meanNs }) => meanNs, estimate: meanLatencyOfAll },
  p50: {
    of: [near],
    truth: (all) => all.quantileNs(0.5),
    estimate: (strata) => quantileOfAll(strata, 0.5),
  },
  p99: {
    of: [near],
    truth: (all) => all.quantileNs(0.99),
    estimate: (strata) => quantileOfAll(strata, 0.99),
  },
  "p50 of two kinds of clusters": {
    of: groups,
    truth: (all) => all.quantileNs(0.5),
    estimate: (strata) => quantileOfAll(strata, 0.5),
  },
};

describe.each(Object.entries(figures))("%s", (name, { of, truth, estimate }) => {
  const wanted = truth(merged(of.flat()));

  it("lies in about 95 % of the intervals", () => {
    const random = new RandomStream("samples", name);
    let held = 0;
    for (let study = 0; study < STUDIES; study += 1) {
      const found = estimate(of.map((group) => draw(random, group, SAMPLE)));
      if (found !== undefined && wanted >= found.low && wanted <= found.high) held += 1;
    }
    expect(held / STUDIES).toBeGreaterThan(0.925);
    expect(held / STUDIES).toBeLessThan(0.98);
  });

  it("is known when every cluster is observed", () => {
    const all = of.map((group) => ({ population: group.length, observed: group }));
    const found = estimate(all);
    expect(found?.value).toBe(wanted);
    expect((found?.high ?? NaN) / wanted).toBeLessThan(1.002);
    expect((found?.low ?? NaN) / wanted).toBeGreaterThan(0.998);
  });
});

it("gives the textbook's interval of a mean", () => {
  // k = 4 of 16, Student's t of 3 degrees is 3.182.
  const found = meanOfAll([{ population: 16, observed: [2, 4, 4, 6] }]);
  const s = Math.sqrt(8 / 3);
  const halfWidth = 3.182 * (s / 2) * Math.sqrt(12 / 16);
  expect(found?.value).toBe(4);
  expect(found?.high).toBeCloseTo(4 + halfWidth, 9);
  expect(found?.low).toBeCloseTo(4 - halfWidth, 9);
});

it("knows nothing of the spread from one cluster of several", () => {
  expect(meanOfAll([{ population: 3, observed: [1] }])).toBeUndefined();
  const both = [
    { population: 1, observed: [10] },
    { population: 5, observed: [1, 3] },
  ];
  // The one that was observed anyway stands for itself, the two others for five.
  expect(meanOfAll(both)?.value).toBeCloseTo((10 + 5 * 2) / 6, 9);
});
