/** On a mistake that is known beforehand, shrinking ends with what it takes and nothing else. */
import { describe, expect, test } from "vitest";
import { randomScenario } from "../../src/fuzz/random-scenario.js";
import { shrink } from "../../src/fuzz/shrink.js";
import { loadScenario } from "../../src/scenario/load.js";
import { renderScenario } from "../../src/scenario/render.js";
import type { Scenario } from "../../src/scenario/scenario.js";

/** The mistake: a partition, and a second cluster with at least three endpoints. */
function breaks({ incidents, groups }: Scenario): boolean {
  const sizes = groups.flatMap(({ clusters, endpoints }) =>
    Array.from({ length: clusters }, () => endpoints),
  );
  return incidents.some(({ what }) => what === "partition") && (sizes[1] ?? 0) >= 3;
}

const cases = Array.from({ length: 300 }, (_, index) => `minimum-${index}`)
  .map((seed) => randomScenario(seed).scenario)
  .filter(breaks)
  .slice(0, 12);

const fails = async (scenario: Scenario): Promise<boolean> => Promise.resolve(breaks(scenario));

test("there are cases to shrink", () => {
  expect(cases.length).toBe(12);
  expect(Math.max(...cases.map(({ incidents }) => incidents.length))).toBeGreaterThan(3);
});

describe.each(cases)("$name", (drawn) => {
  test("ends with one partition, two clusters and three endpoints", async () => {
    const { scenario, isMinimal, tries } = await shrink(drawn, { fails, tries: 2000 });
    expect(isMinimal).toBe(true);
    expect(tries).toBeLessThan(400);
    expect(scenario.incidents.map(({ what, atNs }) => [what, atNs])).toEqual([["partition", 0]]);
    expect(scenario.groups.reduce((sum, { clusters }) => sum + clusters, 0)).toBe(2);
    expect(scenario.groups.at(-1)?.endpoints).toBe(3);
    for (const group of scenario.groups) {
      const { agents, nodes, identities, services, endpointsQPS } = group;
      expect([agents, nodes, identities, services, endpointsQPS]).toEqual([0, 0, 0, 0, 0]);
    }
    expect(scenario.timeline.durationNs).toBe(1e9);
    expect([scenario.ciliumVersion, scenario.replicas, scenario.agent.listLimit]).toEqual([
      "1.20",
      1,
      256,
    ]);
  });

  test("is a valid scenario at every step", async () => {
    let steps = 0;
    const valid = async (scenario: Scenario): Promise<boolean> => {
      steps += 1;
      expect(loadScenario({ file: "step", text: renderScenario(scenario) })).toEqual(scenario);
      return fails(scenario);
    };
    await shrink(drawn, { fails: valid, tries: 60 });
    expect(steps).toBeGreaterThan(20);
  });
});

test("it ends when its tries are used up, with the best so far", async () => {
  for (const drawn of cases) {
    const { scenario, tries, isMinimal } = await shrink(drawn, { fails, tries: 7 });
    expect({ tries, isMinimal, fails: breaks(scenario) }).toEqual({
      tries: 7,
      isMinimal: false,
      fails: true,
    });
  }
});

test("the same case shrinks to the same scenario", async () => {
  for (const drawn of cases) {
    const [one, two] = [
      await shrink(drawn, { fails, tries: 500 }),
      await shrink(drawn, { fails, tries: 500 }),
    ];
    expect(one).toEqual(two);
  }
});
