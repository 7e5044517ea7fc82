/** What kubectl lists is what the scenario has, however the lists are spread over files. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importKubectl } from "../../src/import/kubectl/import.js";
import { joinFacts, scenarioFile } from "../../src/import/scenario-file.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { objectsOf, writeObjects, type ClusterSize } from "./mesh-objects.js";

const folder = temporaryFolder();
const SIZES: readonly ClusterSize[] = [
  { id: 4, name: "east", nodes: 3, identities: 7, endpoints: 40, services: 2 },
  { id: 9, name: "west", nodes: 5, identities: 11, endpoints: 9, services: 0, wireguard: true },
  { id: 2, name: "mars", nodes: 1, identities: 1, endpoints: 1, services: 6, ipv6: true },
];

async function imported(clusters: readonly (readonly string[])[]): Promise<Scenario> {
  return scenarioFile(joinFacts([await importKubectl(clusters)]), "imported").scenario;
}

function fileOf(size: ClusterSize): string {
  const file = join(folder, `${size.name}.json`);
  writeObjects(file, objectsOf(size));
  return file;
}

test("one file a cluster: all counts, cluster IDs, dual stack and encryption", async () => {
  const { groups } = await imported(SIZES.map((size) => [fileOf(size)]));
  const found = groups.map((group) => ({
    id: group.firstClusterID,
    nodes: group.nodes,
    identities: group.identities,
    endpoints: group.endpoints,
    services: group.services,
    ipv6: group.ipv6,
    encryption: group.encryption,
  }));
  const expected = SIZES.map(({ wireguard, ...size }) => ({
    id: size.id,
    nodes: size.nodes,
    identities: size.identities,
    endpoints: size.endpoints,
    services: size.services,
    ipv6: size.ipv6 ?? false,
    encryption: wireguard === true ? "wireguard" : "disabled",
  }));
  expect(found).toEqual(expected);
});

test("files of one cluster add up, and what is in two of them counts once", async () => {
  const [east, west] = SIZES.map(fileOf);
  const half = join(folder, "half.json");
  writeObjects(half, [...objectsOf(SIZES[0] ?? never())].slice(0, 30));
  const { groups } = await imported([[half, east ?? ""], [west ?? ""]]);
  expect(groups.map(({ endpoints, nodes }) => [endpoints, nodes])).toEqual([
    [40, 3],
    [9, 5],
  ]);
});

test("lists of the API server, single objects and lists one after the other are read too", async () => {
  const [size = never()] = SIZES;
  const objects = [...objectsOf(size)];
  const of = (kind: string) => objects.filter((one) => one["kind"] === kind);
  const [first, ...nodes] = of("CiliumNode");
  const bare = nodes.map(({ metadata, spec }) => ({ metadata, spec }));
  const file = join(folder, "mixed.json");
  const parts = [
    { kind: "CiliumNodeList", apiVersion: "cilium.io/v2", items: bare },
    first,
    { apiVersion: "v1", items: of("CiliumEndpoint"), kind: "List" },
  ];
  writeFileSync(file, parts.map((part) => JSON.stringify(part)).join("\n"));
  const { groups } = await imported([[file]]);
  expect(groups[0]).toMatchObject({ nodes: 3, endpoints: 40 });
});

test("endpoint slices of Cilium count where there are no endpoints", async () => {
  const networking = { addressing: [{ ipv4: "10.0.0.1" }], node: "10.0.0.9" };
  const file = join(folder, "slices.json");
  writeObjects(file, [
    {
      apiVersion: "cilium.io/v2alpha1",
      kind: "CiliumEndpointSlice",
      metadata: { name: "ces-1" },
      endpoints: [{ networking }, { networking }, { networking: {} }],
    },
  ]);
  const facts = await importKubectl([[file]]);
  expect(facts.clusters[0]?.endpoints).toBe(2);
  expect(facts.gaps.join("\n")).toContain("1 endpoint without an address");
});

test("what was not found is said, with what is taken instead", async () => {
  const file = join(folder, "nodes.json");
  writeObjects(file, [...objectsOf(SIZES[0] ?? never())].slice(0, 3));
  const { assumptions } = scenarioFile(joinFacts([await importKubectl([[file]])]), "imported");
  expect(assumptions.join("\n")).toMatch(/1 cluster without CiliumEndpoints: the default is taken/);
  expect(assumptions.join("\n")).toMatch(/defaults where missing: identities, endpoints, services/);
});

test("rates of clusters that cannot be told apart become their mean", async () => {
  const counted = await importKubectl(SIZES.map((size) => [fileOf(size)]));
  const clusters = [{ endpointsQPS: 1 }, { endpointsQPS: 2 }, { endpointsQPS: 6 }];
  const measured = { clusters, settings: new Map(), read: [], gaps: [] };
  const { scenario, assumptions } = scenarioFile(joinFacts([counted, measured]), "imported");
  expect(scenario.groups.map(({ endpointsQPS }) => endpointsQPS)).toEqual([3, 3, 3]);
  expect(scenario.groups.map(({ endpoints }) => endpoints)).toEqual([40, 9, 1]);
  expect(assumptions.join("\n")).toContain("cannot be matched");
});

test("the same cluster twice is refused", async () => {
  const [east = ""] = SIZES.map(fileOf);
  const copy = join(folder, "copy.json");
  writeFileSync(copy, readFileSync(east));
  await expect(importKubectl([[east], [copy]])).rejects.toThrow(/same cluster.*A\.json,B\.json/);
});

function never(): never {
  throw new Error("the list is not empty");
}
