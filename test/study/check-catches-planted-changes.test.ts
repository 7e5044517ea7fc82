/**
 * The committed gate: a pure refactoring passes to the last bit; five planted changes of behaviour are caught, each with
 * the figures that tell what it was. The baseline in results/ is thereby also tested to be current.
 */
import { describe, expect, it } from "vitest";
import { loadCostProfile } from "../../src/runner/cost-profiles.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { readBaseline } from "../../src/study/baseline.js";
import { brokenSentences, checkText } from "../../src/study/check-text.js";
import { checkBaseline } from "../../src/study/check.js";
import type { SeedTask } from "../../src/study/seed-runs.js";

const DIR = new URL("../../results/baselines/ci-gate", import.meta.url).pathname;
const whole = readBaseline(DIR);
/** One seed is enough to catch a change, and keeps this test short. */
const baseline = {
  ...whole,
  seeds: whole.seeds.slice(0, 1),
  runs: whole.runs.filter(({ seed }) => seed === whole.seeds[0]),
};

const check = async (variant: (task: SeedTask) => SeedTask) =>
  checkBaseline(baseline, { jobs: 1, variant });

const costs = loadCostProfile(whole.scenario.etcd.costProfile);

function withCost(name: keyof typeof costs.values, factor: number): (task: SeedTask) => SeedTask {
  const values = { ...costs.values, [name]: costs.values[name] * factor };
  return (task) => ({ ...task, costs: { ...costs, values } });
}

function withScenario(change: (scenario: Scenario) => Scenario): (task: SeedTask) => SeedTask {
  return (task) => ({ ...task, scenario: change(task.scenario) });
}

it("a pure refactoring passes: the same values in other objects and another order", async () => {
  const reversed = Object.fromEntries(Object.entries(costs.values).reverse());
  const values = reversed as typeof costs.values;
  const result = await check(({ scenario, ...task }) => ({
    ...structuredClone(task),
    scenario: JSON.parse(JSON.stringify(scenario)) as Scenario,
    costs: { ...costs, values },
  }));
  expect(result.verdict).toBe("identical");
  expect(brokenSentences(result)).toEqual([]);
});

describe("a planted change is caught", () => {
  it.each<[string, (task: SeedTask) => SeedTask, RegExp]>([
    ["a put costs 1 % more", withCost("putApply", 1.01), /etcd_cpu_cores|station_utilization/],
    ["a delivery costs 10 % less", withCost("sendTls", 0.9), /etcd_cpu_cores|sync_latency/],
    [
      "the apiserver's limiter lets out 10 instead of 20 a second",
      withScenario((one) => ({ ...one, apiserver: { ...one.apiserver, qps: 10 } })),
      /sync_latency_seconds|station_utilization.*apiserver/,
    ],
    [
      "mirrors list with pages of 64",
      withScenario((one) => ({ ...one, kvstoremesh: { ...one.kvstoremesh, listLimit: 64 } })),
      /etcd|latency|seconds/,
    ],
    [
      "changes come at a fixed pace instead of at random",
      withScenario((one) => ({ ...one, churn: { arrivals: "interval" } })),
      /changes_total/,
    ],
  ])("%s", async (_name, variant, named) => {
    const result = await check(variant);
    expect(result.verdict).not.toBe("identical");
    expect(checkText(result, "ci-gate")).toMatch(named);
  });
});

it("a change that breaks a declared budget is broken, not only changed", async () => {
  const result = await check(withCost("sendTls", 10));
  expect(result.verdict).toBe("broken");
  expect(brokenSentences(result).join("\n")).toMatch(/grew by .*, budget/);
});

it("a change that breaks an objective names it, with its limit", async () => {
  const slow = withScenario((one) => ({ ...one, apiserver: { ...one.apiserver, qps: 2 } }));
  const result = await check(slow);
  expect(result.verdict).toBe("broken");
  expect(brokenSentences(result).join("\n")).toMatch(/station_utilization mean is .* limit 90 %/);
});
