/** Defaults, overrides and the way back to YAML. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/load.js";
import { PRESETS, presetScenario } from "../../src/scenario/presets.js";
import { canonicalJson, renderScenario } from "../../src/scenario/render.js";

const HEAD = "apiVersion: clustermesh-sim/v1\nkind: Scenario\nmetadata: { name: x }\n";
const load = (text: string, set: readonly string[] = []) =>
  loadScenario({ file: "s.yaml", text: HEAD + text, set });

it("a number is text where --set sets a field of text", () => {
  expect(load("", ["spec.ciliumVersion=1.20"]).ciliumVersion).toBe("1.20");
});

it("the shortest scenario has the chart's defaults", () => {
  const scenario = load("");
  expect(scenario.topologies).toEqual(["original", "kvstoremesh"]);
  expect(scenario.apiserver).toEqual({
    qps: 20,
    bootstrapQps: 10_000,
    maxInflight: 20,
    listLimit: 256,
  });
  expect(scenario.kvstoremesh).toEqual({
    qps: 100,
    bootstrapQps: 10_000,
    maxInflight: 10,
    listLimit: 256,
  });
  expect(scenario.etcd.storageMedium).toBe("Disk");
  expect(scenario.etcd.autoCompactionRetentionNs).toBe(3600e9);
  expect(scenario.groups.map(({ clusters, nodes, agents }) => [clusters, nodes, agents])).toEqual([
    [3, 100, 100],
  ]);
});

it("groups inherit from the mesh and get the cluster IDs that follow", () => {
  const { groups } = load(
    "spec: { mesh: { nodes: 7, endpointsQPS: 3, groups: [{ name: a, clusters: 4 }, { name: b, clusters: 2, nodes: 9, mocked: true }] } }",
  );
  expect(
    groups.map(({ name, firstClusterID, nodes, agents, endpointsQPS }) => [
      name,
      firstClusterID,
      nodes,
      agents,
      endpointsQPS,
    ]),
  ).toEqual([
    ["a", 1, 7, 7, 3],
    ["b", 5, 9, 0, 3],
  ]);
});

it("--set wins over --values, which win over the file", () => {
  const of = (values: string, set: readonly string[]) =>
    loadScenario({
      file: "s.yaml",
      text: `${HEAD}spec: { mesh: { nodes: 1, services: 1, identities: 1 } }`,
      values: [{ file: "v.yaml", text: values }],
      set,
    }).groups[0];
  const group = of("spec: { mesh: { nodes: 2, services: 2 } }", ["spec.mesh.nodes=3"]);
  expect([group?.nodes, group?.services, group?.identities]).toEqual([3, 2, 1]);
});

it("--set reaches into lists", () => {
  const { groups } = load(
    "spec: { mesh: { groups: [{ name: a, clusters: 1 }, { name: b, clusters: 1 }] } }",
    ["spec.mesh.groups.1.clusters=5"],
  );
  expect(groups.map((group) => group.clusters)).toEqual([1, 5]);
});

describe.each(PRESETS.map((preset) => preset.name))("preset %s", (name) => {
  it("names its sources and assumptions, and survives the way to YAML and back", () => {
    const scenario = presetScenario(name);
    expect(scenario.name).toBe(name);
    expect(scenario.sources.length).toBeGreaterThan(0);
    expect(scenario.assumptions.length).toBeGreaterThan(0);
    expect(loadScenario({ file: "again.yaml", text: renderScenario(scenario) })).toEqual(scenario);
  });
});

it("an unknown preset is met with the nearest one", () => {
  expect(() => presetScenario("cilium-ci-25")).toThrow('did you mean "cilium-ci-250"?');
});

it("any valid figures resolve, and come back the same", () => {
  const figures = fc.record({
    clusters: fc.integer({ min: 1, max: 255 }),
    nodes: fc.integer({ min: 0, max: 5_000 }),
    endpointsQPS: fc.double({ min: 0, max: 1e6, noNaN: true }),
    identities: fc.integer({ min: 0, max: 65_535 }),
    ipv6: fc.boolean(),
  });
  fc.assert(
    fc.property(figures, (mesh) => {
      const scenario = load(`spec: { mesh: ${JSON.stringify(mesh)} }`);
      expect(scenario.groups[0]).toMatchObject(mesh);
      expect(loadScenario({ file: "x", text: renderScenario(scenario) })).toEqual(scenario);
    }),
    { numRuns: 50 },
  );
});

it("the canonical form does not depend on the order of fields", () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: 1 })).toBe('{"a":1,"b":[1,{"c":2,"d":1}]}');
});
