/** What results/fidelity predicts is what the model predicts today, so that its verdicts are about this model. */
import { expect, test } from "vitest";
import { proveAgain } from "../../src/lab/prove/prove.js";
import { readProof } from "../../src/lab/prove/read-proof.js";
import { defaultScenarioFiles, readLabScenarios } from "../../src/lab/scenario/scenario-files.js";
import { loadCostProfile } from "../../src/runner/cost-profiles.js";

const { proof } = readProof("results/fidelity");

test("each figure of each point, and its verdict", { timeout: 120_000 }, () => {
  const scenarios = readLabScenarios(defaultScenarioFiles());
  const again = proveAgain(proof, { scenarios, profile: loadCostProfile(proof.profile) });
  expect(again.predictions).toEqual(proof.predictions);
  expect(again.compared).toEqual(proof.compared);
});

test("no run of a point that there is no more", () => {
  const names = new Set(readLabScenarios(defaultScenarioFiles()).map(({ name }) => name));
  expect(proof.runs.filter(({ scenario }) => !names.has(scenario))).toEqual([]);
});
