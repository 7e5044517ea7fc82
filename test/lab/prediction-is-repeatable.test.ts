/** The same scenario, profile and seed give the same prediction; another seed changes the churn. */
import { expect, test } from "vitest";
import { predict } from "../../src/lab/predict/predict.js";
import { defaultScenarioFiles, readLabScenarios } from "../../src/lab/scenario/scenario-files.js";
import { COSTS } from "../models/small-mesh.js";
import { predictable } from "./small-lab.js";

const OPTIONS = {
  costs: COSTS,
  cores: 1,
  clientRpcNs: 200_000,
  clientRpcColdNs: 200_000,
  keyPrefix: "lab/",
};

test("same seed, same outcome", () => {
  const scenario = predictable({ churn: { rate: 50 } });
  const first = predict(scenario, { ...OPTIONS, seed: "1" });
  expect(predict(scenario, { ...OPTIONS, seed: "1" })).toEqual(first);
  expect(predict(scenario, { ...OPTIONS, seed: "2" })).not.toEqual(first);
});

test("the committed scenarios are at least 24 points of 9 kinds, and each can be predicted", () => {
  const scenarios = readLabScenarios(defaultScenarioFiles());
  expect(scenarios.length).toBeGreaterThanOrEqual(24);
  expect(new Set(scenarios.map(({ kind }) => kind)).size).toBe(9);
  for (const scenario of scenarios) {
    const { cpuSeconds, rssBytes } = predict(scenario, { ...OPTIONS, seed: "1" });
    expect(cpuSeconds, scenario.name).toBeGreaterThan(0);
    expect(rssBytes, scenario.name).toBeGreaterThan(0);
  }
});
