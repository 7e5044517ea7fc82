/** compare: identical is identical; a change is a paired difference with an interval, sure ones first. */
import { describe, expect, it } from "vitest";
import type { TopologyName } from "../../src/scenario/scenario.js";
import { compareSides, type Side } from "../../src/study/compare.js";
import {
  compareResults,
  compareScenarios,
  compareTopologies,
} from "../../src/study/compare-inputs.js";
import { comparisonMarkdown, comparisonText } from "../../src/study/comparison-text.js";
import { firstSeeds } from "../../src/study/seed-runs.js";
import { smallScenario } from "./small-study.js";

/** A side whose one figure has these values, a seed each. */
function side(values: readonly number[], metric = "etcd_mvcc_put_total"): Side {
  const topology: TopologyName = "original";
  const row = { topology, metric, labels: { cluster: "c" }, stat: "rate", unit: "1/s" } as const;
  const runs = values.map((value, index) => ({
    topology,
    seed: String(index + 1),
    rows: [{ ...row, value }],
    warnings: [],
    events: 1,
  }));
  return { topology, runs };
}

describe("two sides", () => {
  it("with equal rows are identical, with a hash", () => {
    const { identical, hashA, differences } = compareSides(side([1, 2]), side([1, 2]));
    expect(identical).toBe(true);
    expect(hashA).toMatch(/^[0-9a-f]{16}$/);
    expect(differences).toEqual([]);
  });

  it("differ by pairs: noise that both share does not widen the interval", () => {
    const [difference] = compareSides(side([10, 20, 30, 40]), side([11, 21, 31, 41])).differences;
    expect(difference).toMatchObject({ verdict: "differs", n: 4, a: 25, b: 26 });
    expect(difference?.absolute).toEqual({ mean: 1, low: 1, high: 1 });
    expect(difference?.relative?.mean).toBeCloseTo(0.04, 12);
  });

  it("with an interval around 0 are not said to differ", () => {
    const [difference] = compareSides(side([10, 10, 10]), side([9, 11, 10.1])).differences;
    expect(difference?.verdict).toBe("inconclusive");
  });

  it("are compared over the seeds that both have, and by the figures that both have", () => {
    expect(compareSides(side([1, 2, 3]), side([1, 2])).seeds).toEqual(["1", "2"]);
    const { onlyA, onlyB } = compareSides(side([1]), side([1], "etcd_mvcc_range_total"));
    expect([onlyA, onlyB]).toEqual([
      ["etcd_mvcc_put_total rate 1/s"],
      ["etcd_mvcc_range_total rate 1/s"],
    ]);
  });
});

describe("scenarios", () => {
  const options = { jobs: 1, seeds: firstSeeds(2) };
  const a = { name: "a", scenario: smallScenario() };

  it("that are the same give the same bytes", async () => {
    const again = await compareScenarios(a, { ...a, name: "b" }, options);
    expect(again.comparisons.map(({ identical }) => identical)).toEqual([true, true]);
    expect(comparisonText(again, 15)).toContain("identical (hash");
  });

  it("of one field changed tell what it did, in a sentence and as Markdown", async () => {
    const b = { name: "b", scenario: smallScenario("spec.clustermesh.apiserver.etcd.cores=1") };
    const named = await compareScenarios(a, b, options);
    expect(comparisonText(named, 15)).toMatch(
      /station_utilization mean \(etcd CPU cores\) is 8 times/,
    );
    expect(comparisonMarkdown(named, 15)).toContain("| Figure | A | B | Change |");
  });

  it("in both topologies: copies across clusters fall by the number of nodes", async () => {
    const [one] = (await compareTopologies(a, options)).comparisons;
    const copies = one?.differences.find(
      ({ metric }) => metric === "cross_cluster_copies_per_change",
    );
    expect([copies?.a, copies?.b, copies?.verdict]).toEqual([10, 2, "differs"]);
  });
});

it("results of different scenarios are refused unless asked for", () => {
  const saved = (dir: string, hash: string) => {
    const summary = { schemaVersion: 1, version: "0", scenario: { name: dir, hash }, seed: "1" };
    const results = side([1]).runs[0]?.rows ?? [];
    const manifest = { warnings: [], runs: [] };
    return { dir, documents: { summary: { ...summary, results }, manifest, metrics: [] } } as never;
  };
  const compare = (hash: string, differentScenarios: boolean) =>
    compareResults(saved("a", "1"), saved("b", hash), { differentScenarios });
  expect(() => compare("2", false)).toThrow(/result of b \(2\), a one of a \(1\); .*--different/);
  expect(compare("2", true).comparisons[0]?.identical).toBe(true);
  expect(compare("1", false).comparisons[0]?.identical).toBe(true);
});
