/** Lists, ranges and ratios; crossed and zipped; points beside and points left out: exactly the points that were meant. */
import { expect, it } from "vitest";
import { hashScenario } from "../../../src/scenario/hash.js";
import { loadTiny } from "./sweep-text.js";

const labels = async (spec: string): Promise<readonly string[]> =>
  (await loadTiny(spec)).points.map((point) => Object.values(point.labels).join(" "));

it("values are exact and short", async () => {
  const axis = (form: string): Promise<readonly string[]> =>
    labels(`axes: [{ name: q, path: spec.mesh.endpointsQPS, ${form} }]`);
  expect(await axis("values: [3, 1, 2]")).toEqual(["3", "1", "2"]);
  expect(await axis("range: { from: 0.1, to: 0.5, step: 0.1 }")).toEqual(
    "0.1 0.2 0.3 0.4 0.5".split(" "),
  );
  expect(await axis("log2: { from: 2, to: 20 }")).toEqual("2 4 8 16".split(" "));
  expect(await axis("log10: { from: 1, to: 100, perDecade: 3 }")).toEqual(
    "1 2 5 10 20 50 100".split(" "),
  );
});

it("axes are crossed, the first one outermost, and zipped ones move together", async () => {
  const spec = `axes:
  - { name: clusters, path: spec.mesh.clusters, values: [2, 3] }
  - zip:
      - { name: nodes, path: spec.mesh.nodes, values: [1, 2] }
      - { name: size, path: [spec.mesh.endpoints, spec.mesh.identities], values: [5, 9] }`;
  expect(await labels(spec)).toEqual(["2 1 5", "2 2 9", "3 1 5", "3 2 9"]);
  const { points } = await loadTiny(spec);
  expect(points[3]?.scenario.groups[0]).toMatchObject({
    clusters: 3,
    nodes: 2,
    endpoints: 9,
    identities: 9,
  });
});

it("cases set several fields, and settings of the sweep come first", async () => {
  const { points } = await loadTiny(`set: { spec.topology: original, spec.mesh.nodes: 7 }
axes:
  - name: size
    cases:
      - { name: small, set: {} }
      - { name: large, set: { spec.mesh.nodes: 9, spec.mesh.endpoints: 90 } }`);
  const sizes = points.map(({ scenario }) => scenario.groups[0]?.nodes);
  expect(sizes).toEqual([7, 9]);
  expect(points.every(({ scenario }) => scenario.topologies.length === 1)).toBe(true);
});

it("points are left out by value and added beside", async () => {
  const spec = `axes:
  - { name: clusters, path: spec.mesh.clusters, values: [2, 3, 4] }
  - { name: nodes, path: spec.mesh.nodes, values: [1, 2] }
exclude: [{ clusters: [3, 4], nodes: 2 }]
include: [{ at: { clusters: 9, nodes: 1 }, set: { spec.mesh.services: 4 } }]`;
  expect(await labels(spec)).toEqual(["2 1", "2 2", "3 1", "4 1", "9 1"]);
});

it("a point is known by the hash of its scenario, whatever led to it", async () => {
  const one = await loadTiny("axes: [{ name: a, path: spec.mesh.nodes, values: [5] }]");
  const two = await loadTiny("set: { spec.mesh.nodes: 5 }\ninclude: [{}]");
  expect(one.points[0]?.id).toBe(two.points[0]?.id);
  const [point] = one.points;
  expect(point?.id).toBe(point === undefined ? "" : hashScenario(point.scenario));
});
