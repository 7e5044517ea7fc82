/** The ways to name a scenario, and which one wins. `validate` shows what it came to, without a run. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim, TINY_SCENARIO } from "./command.js";

const folder = temporaryFolder();
writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);

function validate(...args: readonly string[]): string {
  const outcome = clustermeshSim(["validate", ...args], { cwd: folder, input: TINY_SCENARIO });
  expect(outcome.stderr).toBe("");
  expect(outcome.code).toBe(0);
  return outcome.stdout;
}

test("a file is valid, and what it resolves to fits one line", () => {
  expect(validate("-f", "tiny.yaml")).toBe(
    "tiny.yaml: valid (3 clusters, 12 nodes, 12 agents, 60 endpoints, 15 identities, 9 services; " +
      "original and kvstoremesh; Cilium 1.20; 20s after 2s of warm-up)\n",
  );
});

test("standard input is a file too", () => {
  expect(validate("-f", "-")).toMatch(/^<stdin>: valid \(3 clusters, /);
});

test("a preset is named by itself, before or after --set", () => {
  expect(validate("three-clusters")).toMatch(/^three-clusters: valid \(3 clusters, 300 nodes, /);
  const set = ["--set", "spec.mesh.nodes=7"];
  expect(validate(...set, "three-clusters")).toMatch(/ 21 nodes, /);
  expect(validate("three-clusters", ...set)).toMatch(/ 21 nodes, /);
});

test("--set wins over --values, a later one over an earlier, and a flag over both", () => {
  writeFileSync(join(folder, "v1.yaml"), "spec: { topology: original, mesh: { nodes: 5 } }\n");
  writeFileSync(join(folder, "v2.yaml"), "spec: { mesh: { nodes: 6, clusters: 2 } }\n");
  const values = ["-f", "tiny.yaml", "--values", "v1.yaml", "--values", "v2.yaml"];
  expect(validate(...values)).toMatch(/2 clusters, 12 nodes, .*; original; /);
  const set = ["--set", "spec.mesh.clusters=4", "--set", "spec.mesh.clusters=5"];
  expect(validate(...values, ...set)).toMatch(/5 clusters, 30 nodes, .*; original; /);
  expect(validate(...values, ...set, "--topology", "kvstoremesh")).toMatch(/; kvstoremesh; /);
});

test("a mock's Helm values make a mesh of mocked clusters and a real one", () => {
  const text = "image: { tag: latest }\nconfig: { clusters: 5, nodes: 3, endpoints: 10 }\n";
  writeFileSync(join(folder, "mock.yaml"), text);
  expect(validate("--mock-values", "mock.yaml")).toMatch(/^mock\.yaml: valid \(6 clusters, /);
});

test("init writes a scenario that is valid as it is, with a schema that exists", () => {
  const init = clustermeshSim(["init", "new.yaml"], { cwd: folder });
  expect({ code: init.code, stdout: init.stdout }).toEqual({ code: 0, stdout: "" });
  expect(validate("-f", "new.yaml")).toMatch(/^new\.yaml: valid \(6 clusters, 600 nodes, /);
  const first = readFileSync(join(folder, "new.yaml"), "utf8").split("\n")[0] ?? "";
  const schema = /^# yaml-language-server: \$schema=(.*)$/.exec(first)?.[1] ?? "";
  expect(existsSync(join(folder, schema))).toBe(true);
});

test("init overwrites only when told to", () => {
  writeFileSync(join(folder, "mine.yaml"), "mine");
  expect(clustermeshSim(["init", "mine.yaml"], { cwd: folder }).code).toBe(2);
  expect(readFileSync(join(folder, "mine.yaml"), "utf8")).toBe("mine");
  expect(clustermeshSim(["init", "mine.yaml", "--force"], { cwd: folder }).code).toBe(0);
  expect(readFileSync(join(folder, "mine.yaml"), "utf8")).toContain("kind: Scenario");
});
