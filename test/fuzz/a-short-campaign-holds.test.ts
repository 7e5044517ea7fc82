/** A short campaign in every run of the suite: Cilium's algorithm holds, and deep states are reached. */
import { expect, it } from "vitest";
import { randomScenario } from "../../src/fuzz/random-scenario.js";
import { runCase, TRANSITION_IDS } from "../../src/fuzz/run-case.js";
import { COSTS } from "../models/small-mesh.js";

const CASES = 100;

it(`${CASES} random meshes keep every invariant`, { timeout: 120_000 }, () => {
  const taken = new Set<string>();
  for (let index = 0; index < CASES; index += 1) {
    const seed = `suite-${index}`;
    const { scenario } = randomScenario(seed);
    const { finding, transitions } = runCase({ scenario, seed }, { costs: COSTS });
    expect(finding, `seed ${seed}: ${finding?.message ?? ""}`).toBeUndefined();
    for (const id of Object.keys(transitions)) taken.add(id);
  }
  for (const id of taken) expect(TRANSITION_IDS).toContain(id);
  expect(taken.size / TRANSITION_IDS.length).toBeGreaterThan(0.75);
});
