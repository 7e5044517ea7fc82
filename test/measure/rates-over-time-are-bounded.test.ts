/** The sampler: counters become rates, the window has its own sums and highest second, series stay short. */
import { expect, it } from "vitest";
import { Simulation } from "../../src/engine/simulation.js";
import { readSingly, type SingleReading } from "../../src/measure/reading.js";
import { Sampler } from "../../src/measure/sampler.js";

const SECOND = 1e9;

/** A counter that grows by `rate(t)` in second t, and a gauge that shows t. */
function setUp(rate: (second: number) => number) {
  const sim = new Simulation({ seed: "1" });
  let total = 0;
  let second = 0;
  const grow = (): void => {
    total += rate(second);
    second += 1;
    sim.schedule(SECOND, grow);
  };
  sim.schedule(SECOND / 2, grow);
  const reading = (kind: SingleReading["kind"], read: () => number): SingleReading => {
    return { metric: kind, labels: {}, unit: "count", kind, read, series: true };
  };
  const readings = [reading("counter", () => total), reading("gauge", () => second)];
  const sampler = new Sampler(sim, [readSingly(readings)]);
  sampler.start();
  return { sim, sampler };
}

it("keeps a counter as its rate in each second", () => {
  const { sim, sampler } = setUp((second) => second * 10);
  sim.run({ untilNs: 4 * SECOND });
  expect(sampler.series(0)).toEqual([
    { tSeconds: 1, value: 0 },
    { tSeconds: 2, value: 10 },
    { tSeconds: 3, value: 20 },
    { tSeconds: 4, value: 30 },
  ]);
});

it("counts in the window only what happened in it", () => {
  const { sim, sampler } = setUp((second) => (second === 7 ? 100 : 1));
  sim.run({ untilNs: 5 * SECOND });
  sampler.openWindow();
  sim.run({ untilNs: 15 * SECOND });
  const [counter, gauge] = sampler.closeWindow();
  expect([counter?.sum, counter?.mean, counter?.max]).toEqual([109, 10.9, 100]);
  expect([gauge?.mean, gauge?.max]).toEqual([(6 + 15) / 2 + (15 - 10.5) / 11, 15]);
});

it("a long run is kept in fewer, wider bins with the same total", () => {
  const { sim, sampler } = setUp(() => 3);
  sim.run({ untilNs: 5_000 * SECOND });
  const series = sampler.series(0);
  expect(series.length).toBeLessThanOrEqual(481);
  for (const { value } of series.slice(1)) expect(value).toBeCloseTo(3, 1);
  expect(series.at(-1)?.tSeconds).toBeGreaterThan(4_900);
});

it("a new part begins with one point a second again", () => {
  const { sim, sampler } = setUp(() => 1);
  sim.run({ untilNs: 2_000 * SECOND });
  sampler.newPart();
  sim.run({ untilNs: 2_020 * SECOND });
  const times = sampler.series(0).map((point) => point.tSeconds);
  expect(times.slice(-3)).toEqual([2018, 2019, 2020]);
});
