/**
 * The committed results of the studies of samples and cohorts: judgement and charts are made of the committed seeds, and
 * the smallest pair of cohorts and single agents is simulated again.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compare, simulateOrder, type Pair } from "../../experiments/cohorts/runs.js";
import { samplingCharts } from "../../experiments/sampling/charts.js";
import { coverage, type Coverage } from "../../experiments/sampling/judge.js";
import { sourceErrors, type SameClusters } from "../../experiments/sampling/latencies.js";
import { MESHES, SEEDS, type SeedResult } from "../../experiments/sampling/runs.js";
import { SOURCE_ERROR } from "../../models/probes/sample-estimates.js";

const text = (path: string): string =>
  readFileSync(new URL(`../../results/${path}`, import.meta.url), "utf8");

const seeds = JSON.parse(text("sampling/seeds.json")) as readonly SeedResult[];
const compared = seeds.flatMap((one) => one.compared);
const pairs = JSON.parse(text("cohorts/pairs.json")) as readonly Pair[];

it("sampling: every seed of every mesh is there, and the judgement is theirs", () => {
  expect(seeds).toHaveLength(MESHES.length * SEEDS);
  const committed = JSON.parse(text("sampling/coverage.json")) as readonly Coverage[];
  expect(committed).toEqual(coverage(compared));
  for (const chart of samplingCharts(compared, committed)) {
    expect(JSON.parse(text(`sampling/${chart.name}.vl.json`))).toEqual(chart.spec);
  }
});

it("sampling: intervals keep their rate, and what should be exact is", () => {
  expect(coverage(compared).filter(({ atStatedRate }) => !atStatedRate)).toEqual([]);
  expect(seeds.filter(({ exact }) => exact.structure + exact.original > 0)).toEqual([]);
});

it("sampling: what is added to an interval is the worst of what was measured", () => {
  const errors = sourceErrors(
    JSON.parse(text("sampling/source-error.json")) as readonly SameClusters[],
  );
  expect(errors.map(({ runs }) => runs)).toEqual(errors.map(() => 12));
  for (const [stat, added] of Object.entries(SOURCE_ERROR)) {
    const measured = errors.filter((error) => error.stat === stat);
    expect(measured, stat).toHaveLength(3);
    const worst = Math.max(...measured.map(({ rootMeanSquare }) => rootMeanSquare));
    expect(Math.abs(added - worst), `${stat}: ${worst}`).toBeLessThan(0.0001);
  }
});

it("cohorts: counters are equal and quantiles within 2 % up to 50,000 agents", () => {
  expect(Math.max(...pairs.map(({ agents }) => agents))).toBe(50_000);
  for (const { unequal, largestError, counters, quantiles } of pairs) {
    expect(unequal).toEqual([]);
    expect(largestError).toBeLessThan(0.02);
    expect([counters > 50, quantiles > 10]).toEqual([true, true]);
  }
});

it.each(["original", "kvstoremesh"] as const)("cohorts: 100 agents, %s", (topology) => {
  const run = (fidelity: "cohort" | "individual") =>
    simulateOrder({ agents: 100, topology, fidelity });
  const committed = pairs.find((pair) => pair.agents === 100 && pair.topology === topology);
  expect(compare(run("cohort"), run("individual"))).toEqual(committed);
});
