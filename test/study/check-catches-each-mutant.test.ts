/**
 * The gate of the protocol: its incidents are such that each known bug of a sync algorithm changes the results, and an
 * algorithm that is only written in another way changes no byte. Where both topologies show a bug, one is run.
 */
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { VARIANTS } from "../../models/variants/variants.js";
import type { TopologyName } from "../../src/scenario/scenario.js";
import { readBaseline } from "../../src/study/baseline.js";
import { checkBaseline, type CheckResult } from "../../src/study/check.js";

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const whole = readBaseline(path("../../results/baselines/protocol-gate"));
/** Bugs of mirrors alone. */
const OF_MIRRORS = ["watch-skips-one", "early-canary"];

async function check(variant: string, topology: TopologyName): Promise<CheckResult> {
  const baseline = {
    ...whole,
    scenario: { ...whole.scenario, topologies: [topology] },
    runs: whole.runs.filter((run) => run.topology === topology),
  };
  return checkBaseline(baseline, { jobs: 1, variant: (task) => ({ ...task, variant }) });
}

it.each(Object.keys(VARIANTS))("%s", async (name) => {
  const topology = OF_MIRRORS.includes(name) ? "kvstoremesh" : "original";
  const { verdict, comparisons } = await check(name, topology);
  expect(verdict).not.toBe("identical");
  // Caught by what the run shows: an invariant that broke, or figures that changed.
  const shown = comparisons.flatMap(({ failures, differences }) => [...failures, ...differences]);
  expect(shown).not.toEqual([]);
});

it.each<TopologyName>(["original", "kvstoremesh"])("a refactoring passes: %s", async (topology) => {
  const { verdict } = await check(path("refactored-algorithm.ts"), topology);
  expect(verdict).toBe("identical");
});
