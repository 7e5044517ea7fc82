/** Every kind of bad input: one clear line each, with file, line, column, the field, and what is allowed. */
import { describe, expect, it } from "vitest";
import { loadScenario, type LoadOptions } from "../../src/scenario/load.js";
import { UserError } from "../../src/scenario/user-error.js";

const HEAD = "apiVersion: clustermesh-sim/v1\nkind: Scenario\nmetadata: { name: x }\n";
const spec = (lines: string): string => `${HEAD}spec:\n${lines.replaceAll(/^/gm, "  ")}\n`;

function problems(text: string, options: Partial<LoadOptions> = {}): readonly string[] {
  try {
    loadScenario({ file: "s.yaml", text, ...options });
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n");
    throw error;
  }
  return [];
}

const CASES: Readonly<Record<string, readonly [text: string, ...expected: string[]]>> = {
  "unknown field at depth": [
    spec("mesh:\n  nodez: 3"),
    's.yaml:6:5: spec.mesh.nodez: unknown field; did you mean "nodes"?',
  ],
  "unknown field in a list": [
    spec("mesh:\n  groups:\n    - { name: a, clusters: 1, endpointQPS: 1 }"),
    's.yaml:7:33: spec.mesh.groups.0.endpointQPS: unknown field; did you mean "endpointsQPS"?',
  ],
  "unknown field at the top": [
    `${HEAD}specs: {}\n`,
    's.yaml:4:1: specs: unknown field; did you mean "spec"?',
  ],
  "wrong type": [
    spec("mesh:\n  nodes: many"),
    's.yaml:6:12: spec.mesh.nodes: must be a whole number, not "many"',
  ],
  "fraction of a node": [
    spec("mesh: { nodes: 1.5 }"),
    "s.yaml:5:18: spec.mesh.nodes: must be a whole number, not 1.5",
  ],
  "a version that YAML reads as a number": [
    spec("ciliumVersion: 1.20"),
    "s.yaml:5:18: spec.ciliumVersion: must be one of 1.14, 1.15, 1.16, 1.17, 1.18, 1.19, 1.20, not 1.2; put it in quotes",
  ],
  negative: [
    spec("mesh: { nodesQPS: -1 }"),
    "s.yaml:5:21: spec.mesh.nodesQPS: must be at least 0, not -1",
  ],
  NaN: [
    spec("mesh: { nodesQPS: .nan }"),
    "s.yaml:5:21: spec.mesh.nodesQPS: must be a number, not NaN",
  ],
  infinite: [
    spec("mesh: { nodesQPS: .inf }"),
    "s.yaml:5:21: spec.mesh.nodesQPS: must be a number, not Infinity",
  ],
  "receivers apart of what cannot be apart": [
    spec(
      "observe: { sample: 3, receivers: apart }\nclustermesh: { apiserver: { replicas: 2 } }\n" +
        "incidents:\n  - { at: 1s, what: cluster-leaves, cluster: cluster-001 }\n" +
        "  - { at: 1s, what: etcd-restart }",
    ),
    's.yaml:5:36: spec.observe.receivers: "apart" needs "others: fluid" beside it',
    's.yaml:5:36: spec.observe.receivers: "apart" needs "start: in-sync" in spec.simulation',
    's.yaml:5:36: spec.observe.receivers: "apart" needs one replica, not more, in spec.clustermesh.apiserver',
    's.yaml:5:36: spec.observe.receivers: "apart" needs a run without incident "1 cluster-leaves cluster-001"',
    's.yaml:5:36: spec.observe.receivers: "apart" needs incident "2 etcd-restart" in fewer than all clusters',
  ],
  "no clusters": [
    spec("mesh: { clusters: 0 }"),
    "s.yaml:5:21: spec.mesh.clusters: must be at least 1, not 0",
  ],
  "512 clusters": [
    spec("mesh: { clusters: 512 }"),
    "s.yaml:5:21: spec.mesh.clusters: must be at most 511, not 512",
  ],
  "more clusters than the mesh allows": [
    spec("mesh: { clusters: 300 }"),
    "s.yaml:5:21: spec.mesh.clusters: 300 clusters exceed maxConnectedClusters (255); set spec.maxConnectedClusters to 511",
  ],
  "huge number": [
    spec("mesh: { endpoints: 1e300 }"),
    "s.yaml:5:22: spec.mesh.endpoints: must be at most 1,000,000, not 1e+300",
  ],
  "too many identities": [
    spec("maxConnectedClusters: 511\nmesh: { identities: 40000 }"),
    "s.yaml:6:23: spec.mesh.identities: 40000 identities exceed the 32767 that one cluster can have with maxConnectedClusters 511",
  ],
  "overlapping regions": [
    spec("network:\n  regions: [{ name: us }, { name: us }]\nmesh: { region: us }"),
    's.yaml:6:37: spec.network.regions.1.name: region "us" is listed twice',
  ],
  "link given twice": [
    spec(
      "network:\n  regions: [{ name: us }, { name: eu }]\n  links:\n    - { from: us, to: eu, rtt: 1ms, bandwidth: 1Gbps }\n    - { from: eu, to: us, rtt: 2ms, bandwidth: 1Gbps }",
    ),
    "s.yaml:9:9: spec.network.links.1: the link between eu and us is given twice",
  ],
  "unknown region": [
    spec("network: { regions: [{ name: europe }] }\nmesh: { region: eurpe }"),
    's.yaml:6:19: spec.mesh.region: region "eurpe" is not in spec.network.regions (europe); did you mean "europe"?',
  ],
  "overlapping cluster IDs": [
    spec(
      "mesh:\n  groups:\n    - { name: a, clusters: 5 }\n    - { name: b, clusters: 5, firstClusterID: 3 }",
    ),
    's.yaml:8:49: spec.mesh.groups.1.firstClusterID: cluster IDs 3-7 overlap those of group "a"',
  ],
  "clusters and groups": [
    spec("mesh:\n  clusters: 2\n  groups: [{ name: a, clusters: 1 }]"),
    "s.yaml:6:15: spec.mesh.clusters: must not be given together with groups; each group has its own clusters",
  ],
  "bare number as duration": [
    spec("simulation: { warmup: 30 }"),
    's.yaml:5:25: spec.simulation.warmup: must be a duration with a unit, such as "30s", "0.25ms" or "1h30m", not 30',
  ],
  "endless duration": [
    spec("simulation: { duration: 99999h }"),
    's.yaml:5:27: spec.simulation.duration: must be at most 100 days (2400h), not "99999h"',
  ],
  "unknown version": [
    spec('ciliumVersion: "1.21"'),
    's.yaml:5:18: spec.ciliumVersion: must be one of 1.14, 1.15, 1.16, 1.17, 1.18, 1.19, 1.20, not "1.21"; did you mean "1.20"?',
  ],
  "wrong form of observe": [
    spec("observe: some"),
    's.yaml:5:12: spec.observe: must be "all" or {sample: N}, not "some"',
  ],
  "another kind of file": [
    "apiVersion: v1\nkind: Pod\nmetadata: { name: x }\n",
    's.yaml:1:13: apiVersion: must be clustermesh-sim/v1, not "v1"',
    's.yaml:2:7: kind: must be Scenario, not "Pod"',
  ],
  empty: ["  \n", "s.yaml: is empty; run `clustermesh-sim init` for a scenario to start from"],
  binary: ["\u0000\u0001\uFFFD", "s.yaml: is not a text file in UTF-8"],
  list: ["- a\n- b\n", "s.yaml:1:1: must be a mapping of fields (key: value)"],
  "duplicate key": [`${HEAD}kind: Scenario\n`, "s.yaml:4:1: Map keys must be unique"],
  "several documents": [
    `${HEAD}---\n${HEAD}`,
    "s.yaml:4:1: one document per file, please; found several",
  ],
};

describe.each(Object.entries(CASES))("%s", (_name, [text, ...expected]) => {
  it("is explained", () => expect(problems(text)).toEqual(expected));
});

it("a YAML bomb is refused before it grows", () => {
  const names = "abcdefghij".split("");
  const line = (name: string, i: number): string =>
    `${name}: &${name} [${
      i === 0
        ? '"x"'
        : Array(10)
            .fill(`*${names[i - 1] ?? ""}`)
            .join(", ")
    }]`;
  const [problem = ""] = problems(names.map(line).join("\n"));
  expect(problem).toContain("aliases that expand");
});

it("a file larger than 1 MiB is refused", () => {
  expect(problems(`# ${"x".repeat(1024 * 1024)}`)).toEqual([
    "s.yaml: is larger than 1 MiB; a scenario is a short text file",
  ]);
});

it("all problems are told at once", () => {
  expect(
    problems(spec("mesh: { nodez: 1, services: -1 }\nsimulation: { warmup: 1 }")),
  ).toHaveLength(3);
});

it("problems of overrides name the override", () => {
  const text = spec("mesh: { nodes: 3 }");
  expect(problems(text, { set: ["spec.mesh.nodes=-3"] })).toEqual([
    "--set: spec.mesh.nodes: must be at least 0, not -3",
  ]);
  expect(problems(text, { set: ["spec.mesh.nodez=3"] })).toEqual([
    '--set: spec.mesh.nodez: unknown field; did you mean "nodes"?',
  ]);
  expect(problems(text, { set: ["nonsense"] })[0]).toContain("path=value");
  const values = [{ file: "v.yaml", text: "spec:\n  mesh:\n    nodes: x\n" }];
  expect(problems(text, { values })).toEqual([
    'v.yaml:3:12: spec.mesh.nodes: must be a whole number, not "x"',
  ]);
});
