/** Every example of the incidents' reference page is a valid line of a scenario, and survives the way back to YAML. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { INCIDENT_KINDS } from "../../src/scenario/incident.js";
import { loadScenario } from "../../src/scenario/load.js";
import { canonicalJson, renderScenario } from "../../src/scenario/render.js";

const PAGE = readFileSync(new URL("../../docs/reference/incidents.md", import.meta.url), "utf8");
const EXAMPLES = [...PAGE.matchAll(/^`(\{at: .*\})`$/gm)].map(([, example]) => example ?? "");

function load(incident: string) {
  const text = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: x }
spec:
  network: { regions: [{ name: us }, { name: eu }] }
  mesh:
    groups:
      - { name: a, clusters: 2, region: us }
      - { name: b, clusters: 2, region: eu }
  incidents: [${incident}]
`;
  return loadScenario({ file: "s.yaml", text, set: [] });
}

it("there is one for each kind", () => {
  expect(EXAMPLES).toHaveLength(INCIDENT_KINDS.length);
});

it.each(EXAMPLES)("%s", (example) => {
  const scenario = load(example);
  const text = renderScenario(scenario);
  const again = loadScenario({ file: "again.yaml", text, set: [] });
  expect(canonicalJson(again)).toBe(canonicalJson(scenario));
});

it.each([
  ["{at: 60s, what: etcd-restart, agents: 3}", /agents: does not belong to etcd-restart/],
  ["{at: 60s, what: partition, for: 1m}", /partition needs the field "between"/],
  ["{at: 60s, what: partition, between: [us, mars], for: 1m}", /"mars" is neither a region/],
  ["{at: 60s, what: etcd-restart, cluster: cluster-01}", /did you mean "cluster-001"/],
  ["{at: 9m, what: etcd-restart}", /must lie within the measured window/],
  ["{at: 60s, what: agents-restart, maxUnavailable: 1%}", /needs "every"/],
  ["{at: 60s, what: agents-restart, agents: lots}", /whole number or a share/],
  ["{at: 60s, what: etcd-explodes}", /etcd-restart/],
])("%s is refused", (incident, message) => {
  expect(() => load(incident)).toThrow(message);
});
