/** Swarm testing works only when each feature is on in some cases and off in others, and times do meet. */
import { expect, test } from "vitest";
import { SETTINGS } from "../../src/fuzz/features.js";
import { randomScenario } from "../../src/fuzz/random-scenario.js";
import { RECIPE_NAMES } from "../../src/fuzz/recipe-names.js";
import { INCIDENT_KINDS } from "../../src/scenario/incident.js";

const drawn = Array.from({ length: 600 }, (_, index) => randomScenario(`feature-${index}`));
const share = (wanted: string): number =>
  drawn.filter(({ features }) => features.includes(wanted)).length / drawn.length;

test.each([
  ...SETTINGS.map((name) => `setting ${name}`),
  ...INCIDENT_KINDS.map((name) => `incident ${name}`),
  "topology original",
  "topology kvstoremesh",
])("%s", (name) => {
  expect(share(name)).toBeGreaterThan(0.03);
  expect(share(name)).toBeLessThan(0.7);
});

test.each(RECIPE_NAMES)("recipe %s", (name) => {
  // A mistake that only this recipe finds must have a chance within 500 runs.
  expect(share(`recipe ${name}`)).toBeGreaterThan(0.01);
});

test("many incidents meet within 300 ms, and some cases have none", () => {
  const gapsNs = drawn.flatMap(({ scenario: { incidents } }) =>
    incidents.slice(1).map(({ atNs }, index) => atNs - (incidents[index]?.atNs ?? 0)),
  );
  expect(gapsNs.filter((gapNs) => gapNs <= 300e6).length / gapsNs.length).toBeGreaterThan(0.2);
  expect(drawn.some(({ scenario }) => scenario.incidents.length === 0)).toBe(true);
});

test("meshes stay small, and somebody reads", () => {
  for (const { scenario } of drawn) {
    const clusters = scenario.groups.reduce((sum, group) => sum + group.clusters, 0);
    expect(clusters).toBeGreaterThanOrEqual(2);
    expect(clusters).toBeLessThanOrEqual(4);
    expect(Math.max(...scenario.groups.map(({ agents }) => agents))).toBeGreaterThan(0);
    expect(scenario.incidents.length).toBeLessThanOrEqual(6);
  }
});

test("versions that cannot tell one etcd from another never meet a new one", () => {
  const old = drawn.filter(({ scenario }) => Number(scenario.ciliumVersion) < 1.16);
  expect(old.length).toBeGreaterThan(10);
  for (const { scenario } of old) {
    expect(scenario.replicas).toBe(1);
    const kinds = scenario.incidents.map(({ what }) => what);
    expect(kinds).not.toContain("apiserver-pod-replaced");
    expect(kinds).not.toContain("node-drained");
  }
});
