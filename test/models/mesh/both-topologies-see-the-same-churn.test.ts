/** The churn depends on the seed and the cluster only, so that the difference between topologies is paired. */
import { expect, it } from "vitest";
import { simulate } from "../../../src/runner/simulate.js";
import { COSTS, figure, run, scenario } from "../small-mesh.js";

const TYPES = ["nodes", "identities", "ip", "services"];

it("counts the same changes", () => {
  const [original, kvstoremesh] = [run("original"), run("kvstoremesh")];
  for (const type of TYPES) {
    const changes = figure(original.rows, "changes_total", "sum", { type });
    expect(changes).toBeGreaterThan(10);
    expect(figure(kvstoremesh.rows, "changes_total", "sum", { type })).toBe(changes);
  }
});

it("another seed makes other churn", () => {
  const at = (seed: string) =>
    simulate({ scenario: scenario(), topology: "original", seed, costs: COSTS }).rows;
  const changes = (seed: string) =>
    TYPES.map((type) => figure(at(seed), "changes_total", "sum", { type }));
  expect(changes("1")).not.toEqual(changes("2"));
});

it("the same seed gives the same rows, to the last bit", () => {
  expect(JSON.stringify(run("kvstoremesh"))).toBe(JSON.stringify(run("kvstoremesh")));
});
