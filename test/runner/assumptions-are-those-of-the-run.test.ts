/** A manifest names what the models assume for its run: only what its settings bring, and the constants nobody measured. */
import { expect, it } from "vitest";
import { assumedFor } from "../../src/runner/assumed.js";
import { presetScenario } from "../../src/scenario/presets.js";

const COST = { value: 1, unit: "ns", meaning: "", source: "" } as const;
const COSTS = [
  { ...COST, name: "putApply", confidence: "assumed" },
  { ...COST, name: "sendTls", confidence: "measured" },
] as const;

it("a bootstrapped mesh that is observed whole assumes nothing of observing or starting", () => {
  const sentences = assumedFor(presetScenario("three-clusters"), COSTS);
  expect(sentences.join("\n")).not.toMatch(/observe|in-sync/);
  expect(sentences.join("\n")).toMatch(/churn\.arrivals: poisson/);
});

it("the largest mesh says what is not simulated of it", () => {
  const scenario = presetScenario("mesh-511x5000");
  const text = assumedFor(scenario, COSTS).join("\n");
  for (const name of ["fidelity: cohort", "start: in-sync", "(observe)", "receivers: apart"]) {
    expect(text).toContain(name);
  }
  expect(text).toContain("as a flow");
  const original = { ...scenario, topologies: ["original"] } as const;
  expect(assumedFor(original, COSTS).join("\n")).not.toMatch(/observe/);
});

it("constants that are assumed are named", () => {
  expect(assumedFor(presetScenario("three-clusters"), COSTS).at(-1)).toMatch(
    /^1 of 2 cost constants are assumed.*: putApply\./,
  );
});
