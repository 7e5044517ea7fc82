/** What a run is said to take is within a factor of three of the events that it has, as the dry run of a sweep promises. */
import { expect, it } from "vitest";
import { loadCostProfile } from "../../src/runner/cost-profiles.js";
import { topologyCost } from "../../src/runner/run-cost.js";
import { simulate } from "../../src/runner/simulate.js";
import { presetScenario } from "../../src/scenario/presets.js";

const SHORT = "spec.simulation.duration=10s";
const LARGE = ["spec.mesh.clusters=40", "spec.incidents=[]", "spec.simulation.duration=20s"];

it.each([
  ["three-clusters", "original", []],
  ["three-clusters", "kvstoremesh", []],
  ["three-clusters", "original", [SHORT, "spec.fidelity=individual"]],
  ["three-clusters", "kvstoremesh", [SHORT, "spec.fidelity=individual"]],
  ["cfp-44921-100", "original", [SHORT, "spec.mesh.endpoints=300"]],
  ["mesh-511x5000", "original", LARGE],
  ["mesh-511x5000", "kvstoremesh", [...LARGE, "spec.observe.sample=4"]],
  ["mesh-511x5000", "kvstoremesh", [...LARGE, "spec.observe=all"]],
  ["echo-122", "kvstoremesh", ["spec.mesh.clusters=40"]],
] as const)("%s, %s, %s", (preset, topology, set) => {
  const scenario = presetScenario(preset, { set: [...set] });
  const costs = loadCostProfile(scenario.etcd.costProfile);
  const { events } = simulate({ scenario, topology, seed: "1", costs });
  const ratio = topologyCost(scenario, topology).events / events;
  expect(ratio).toBeGreaterThan(1 / 3);
  expect(ratio).toBeLessThan(3);
});
