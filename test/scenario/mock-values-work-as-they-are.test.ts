/** A cmapisrv-mock Helm values file is a scenario: its clusters, and one real cluster that reads them. */
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { scenarioFromMockValues } from "../../src/scenario/mock-values.js";

const VALUES = `
image: { repository: example.org/mock, tag: latest }
config:
  ipv6: false
  clusters: 20
  firstClusterID: 10
  nodes: 30
  nodesQPS: 0.5
  endpointsQPS: 7
  etcdQPS: 500
podLabels: {}
`;
const load = (text: string) => scenarioFromMockValues({ file: "values.yaml", text });

it("takes the keys of config and leaves the rest of the chart alone", () => {
  const { groups, mock, churn } = load(VALUES);
  const [mocked, real] = groups;
  expect(mocked).toMatchObject({ clusters: 20, firstClusterID: 10, mocked: true, agents: 0 });
  // What the file does not say has the chart's default.
  expect(mocked).toMatchObject({ nodes: 30, nodesQPS: 0.5, endpointsQPS: 7, identitiesQPS: 3 });
  expect(real).toMatchObject({ clusters: 1, firstClusterID: 30, mocked: false, agents: 2 });
  expect(mock).toMatchObject({ qps: 500, bootstrapQps: 10_000, maxInflight: 100 });
  expect(churn.arrivals).toBe("interval");
});

it("says what is wrong where it is written", () => {
  expect(() => load(VALUES.replace("nodes: 30", "nodes: lots"))).toThrow(
    'values.yaml:7:10: config.nodes: must be a whole number, not "lots"',
  );
  expect(() => load(VALUES.replace("nodesQPS", "nodesQps"))).toThrow('did you mean "nodesQPS"?');
  expect(() => load("image: {}\n")).toThrow("values.yaml:1:1: config: is missing");
});

const published = new URL("../../../shared/data/cmapisrv-mock-values.yaml", import.meta.url);

it.skipIf(!existsSync(published))("takes the published file", () => {
  const { groups } = load(readFileSync(published, "utf8"));
  expect(groups[0]).toMatchObject({ clusters: 1, nodes: 20, servicesQPS: 5, ipv6: true });
});
