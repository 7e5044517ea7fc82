/** Values of Cilium's chart end in the field that they stand for, and wrong ones are refused at their place. */
import { expect, test } from "vitest";
import { importHelm } from "../../src/import/helm/import.js";
import { joinFacts, scenarioFile } from "../../src/import/scenario-file.js";

const VALUES = `USER-SUPPLIED VALUES:
cluster: { name: prod-eu, id: 3 }
ipv6: { enabled: true }
encryption: { enabled: true, type: wireguard }
image: { tag: v1.19.2 }
extraArgs: ["--kvstore-opt=etcd.qps=40"]
clustermesh:
  maxConnectedClusters: 511
  cacheTTL: 60s
  mcsapi: { enabled: true }
  config: { clusters: { a: {}, b: {}, c: {} } }
  apiserver:
    replicas: 2
    extraArgs: ["--kvstore-opt", "etcd.qps=50,etcd.bootstrapQps=900"]
    etcd: { storageMedium: Memory, resources: { limits: { cpu: 1500m } } }
    kvstoremesh: { enabled: true, kvstoreMode: external }
`;

function imported(...texts: readonly string[]) {
  const facts = joinFacts([importHelm(texts.map((text) => ({ file: "values.yaml", text })))]);
  return scenarioFile(facts, "imported");
}

test("settings of the mesh", () => {
  const { scenario, assumptions, text } = imported(VALUES);
  expect(scenario).toMatchObject({
    ciliumVersion: "1.19",
    topologies: ["kvstoremesh"],
    maxConnectedClusters: 511,
    replicas: 2,
    kvstoreMode: "external",
    cacheTtlNs: 60e9,
    apiserver: { qps: 50, bootstrapQps: 900 },
    agent: { qps: 40 },
    etcd: { storageMedium: "Memory", cores: 2 },
  });
  expect(scenario.groups).toMatchObject([{ clusters: 4, ipv6: true, encryption: "wireguard" }]);
  expect(assumptions.join("\n")).toMatch(/MCS-API .* is not modelled/);
  expect(assumptions.join("\n")).toMatch(/defaults where missing: nodes/);
  expect(text).not.toContain("prod-eu");
});

test("a file for each cluster", () => {
  const of = (id: number, replicas: number): string =>
    `cluster: {id: ${id}}\nclustermesh: {apiserver: {replicas: ${replicas}}}`;
  const { scenario, assumptions } = imported(of(7, 1), of(2, 3));
  expect(scenario.groups.map(({ firstClusterID }) => firstClusterID)).toEqual([7, 2]);
  expect(scenario.replicas).toBe(1);
  expect(assumptions[0]).toMatch(/differ in clustermesh\.apiserver\.replicas.*first is taken/);
});

test.each([
  ["cluster: {id: x}", /^values\.yaml:1:15: cluster\.id: /],
  ["clustermesh:\n  maxConnectedClusters: 300", /^values\.yaml:2:25: .*must be 255 or 511/],
  [
    "clustermesh:\n  apiserver:\n    replicas: 0",
    /^values\.yaml:3:15: clustermesh\.apiserver\.replicas/,
  ],
  ["- a\n- b", /^values\.yaml:1:1: must be a mapping/],
  ["a: [", /^values\.yaml:1:\d+: /],
])("%j is refused", (text, message) => {
  expect(() => imported(text)).toThrow(message);
});
