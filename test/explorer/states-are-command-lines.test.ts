/** What is set in the explorer survives its address, and is the same as a command line. */
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  commandOf,
  FIRST_STATE,
  parseFragment,
  renderFragment,
  scenarioOf,
  withChange,
} from "../../src/explorer/state.js";
import { presetScenario } from "../../src/scenario/presets.js";

it("any state survives the address", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  const states = fc.record({ preset: text, seed: text, set: fc.array(text, { maxLength: 5 }) });
  fc.assert(
    fc.property(states, (state) => {
      expect(parseFragment(`#${renderFragment(state)}`)).toEqual(state);
    }),
  );
});

it("an address without anything is the first state", () => {
  expect(parseFragment("")).toEqual(FIRST_STATE);
});

it("a change takes the place of an earlier one of the same field", () => {
  const once = withChange(FIRST_STATE, "spec.mesh.nodes", "5");
  const twice = withChange(withChange(once, "spec.mesh.nodesQPS", "1"), "spec.mesh.nodes", "6");
  expect(twice.set).toEqual(["spec.mesh.nodesQPS=1", "spec.mesh.nodes=6"]);
  expect(withChange(twice, "spec.mesh.nodes", undefined).set).toEqual(["spec.mesh.nodesQPS=1"]);
});

it("the command quotes what a shell would take apart", () => {
  const state = withChange(FIRST_STATE, "spec.incidents", '[{"at":"1s"}]');
  expect(commandOf(state)).toBe(
    `./clustermesh-sim run three-clusters --set 'spec.incidents=[{"at":"1s"}]' --seed 1`,
  );
});

it("the scenario is the preset with the changes", () => {
  const state = withChange(FIRST_STATE, "spec.mesh.nodes", "5");
  expect(scenarioOf(state)).toEqual(
    presetScenario("three-clusters", { set: ["spec.mesh.nodes=5"] }),
  );
});
