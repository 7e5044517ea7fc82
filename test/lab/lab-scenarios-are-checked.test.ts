/** A mistake in a file of lab scenarios names the file, the place and what is wrong. */
import { expect, test } from "vitest";
import { parseLabScenarios } from "../../src/lab/scenario/scenario-files.js";

const file = (point: string): string =>
  `kind: k\ndescription: d\ncommon: { etcd: { tls: disabled }, agents: 3 }\npoints:\n  - ${point}\n`;

test("a point takes what is common and changes it", () => {
  const [point] = parseLabScenarios("f.yaml", file("{ name: a, agents: 4 }"));
  expect(point).toMatchObject({ name: "a", kind: "k", agents: 4, etcd: { tls: "disabled" } });
});

test.each([
  ["{ name: a, agentz: 4 }", /f\.yaml.*points\[0\].*agentz/],
  ["{ name: A B }", /f\.yaml.*points\[0\]\.name/],
  ["{ name: a, restart: { agents: 9, atSeconds: 1 } }", /9 agents, but there are only 3/],
  ["{ name: a, churn: { rate: -1 } }", /points\[0\]\.churn\.rate/],
  ["{ name: a", /f\.yaml/],
] as const)("%s is refused", (point, message) => {
  expect(() => parseLabScenarios("f.yaml", file(point))).toThrow(message);
});
