/**
 * Golden runs: the hash of everything that a small run says. A change that moves one must say so in the CHANGELOG under
 * "Results changed"; to accept it, run this test with `-u`.
 * The hashes hold for the Node major version of CI: Math.log may differ in another.
 */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { loadCostProfile } from "../../src/runner/cost-profiles.js";
import { simulate } from "../../src/runner/simulate.js";
import { sortMetricsRows, sortSummaryRows } from "../../src/runner/sort-rows.js";
import { presetScenario } from "../../src/scenario/presets.js";

const SHORT = ["spec.simulation.warmup=2s", "spec.simulation.duration=20s"];

function hash(
  preset: string,
  topology: "original" | "kvstoremesh",
  set: readonly string[],
): string {
  const scenario = presetScenario(preset, { set: [...SHORT, ...set] });
  const costs = loadCostProfile(scenario.etcd.costProfile);
  const { rows, series, events } = simulate({ scenario, topology, seed: "42", costs });
  const text = JSON.stringify([sortSummaryRows(rows), sortMetricsRows(series), events]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

const CASES = [
  ["three-clusters", []],
  ["three-clusters", ["spec.fidelity=individual", "spec.mesh.nodes=10"]],
  ["cilium-ci-250", ["spec.mesh.groups.0.clusters=10"]],
  ["echo-122", ["spec.mesh.clusters=12", "spec.mesh.endpoints=100"]],
] as const;

it.each(CASES)("%s %j", (preset, set) => {
  const hashes = [hash(preset, "original", set), hash(preset, "kvstoremesh", set)];
  expect(hashes).toMatchSnapshot();
});
