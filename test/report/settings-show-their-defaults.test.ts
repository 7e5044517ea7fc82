/** Every setting of a run stands in the report with its value, its default and its meaning. */
import { expect, it } from "vitest";
import { scenarioFields } from "../../src/report/scenario-fields.js";
import { presetScenario } from "../../src/scenario/presets.js";

const fields = scenarioFields(
  presetScenario("three-clusters", {
    set: ["spec.simulation.duration=90s", "spec.simulation.warmup=0.5m"],
  }),
);
const field = (path: string) => fields.find((one) => one.path === path);

it("names what differs from its default, and only that", () => {
  const changed = fields.filter((one) => one.changed).map(({ path }) => path);
  expect(changed).toEqual([
    "spec.mesh.groups.0.services",
    "spec.mesh.groups.0.servicesQPS",
    "spec.simulation.duration",
  ]);
  expect(field("spec.simulation.duration")).toMatchObject({ value: "90s", byDefault: "5m" });
});

it("a time in other units is the same time", () => {
  expect(field("spec.simulation.warmup")).toMatchObject({ byDefault: "30s", changed: false });
});

it("every setting has a meaning, and those of clusters the mesh's default", () => {
  expect(fields.length).toBeGreaterThan(50);
  expect(fields.filter(({ meaning }) => meaning === "")).toEqual([]);
  expect(field("spec.mesh.groups.0.endpoints")?.byDefault).toBe("1000");
});

it("a setting that is absent by default is named when a run has it", () => {
  const large = scenarioFields(presetScenario("mesh-511x5000"));
  const shown = large.filter(({ path }) => /observe|start/.test(path));
  expect(
    shown.map(({ path, value, byDefault, changed }) => [path, value, byDefault, changed]),
  ).toEqual([
    ["spec.observe.sample", "14", "all", true],
    ["spec.observe.others", "fluid", "puts", true],
    ["spec.observe.receivers", "apart", "together", true],
    ["spec.simulation.start", "in-sync", "bootstrap", true],
  ]);
});
