/**
 * A bad day of a mesh whose receivers are simulated apart from the sources gives the same bytes every time, and those
 * that it gave before. When a change is meant, update the snapshot (`npx vitest run test/golden -u`) and say why under
 * "Results changed" in the CHANGELOG.
 */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { simulate } from "../../src/runner/simulate.js";
import { sortMetricsRows, sortSummaryRows } from "../../src/runner/sort-rows.js";
import { loadScenario } from "../../src/scenario/load.js";
import { COSTS, figure } from "../models/small-mesh.js";

const SCENARIO = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: bad-day-apart }
spec:
  topology: kvstoremesh
  observe: { sample: 9, others: fluid, receivers: apart }
  network: { regions: [{ name: us }, { name: eu }] }
  mesh:
    endpoints: 60
    services: 4
    servicesQPS: 0.2
    groups:
      - { name: us, clusters: 5, region: us, nodes: 8 }
      - { name: eu, clusters: 6, region: eu, nodes: 5 }
  simulation: { start: in-sync, duration: 12m, drain: 4m }
  incidents:
    - { at: 10s, what: agents-restart, cluster: cluster-001, maxUnavailable: 25%, every: 4s }
    - { at: 60s, what: apiserver-pod-replaced, cluster: cluster-002 }
    - { at: 100s, what: etcd-restart, cluster: cluster-002 }
    - { at: 140s, what: kvstoremesh-restart, cluster: cluster-007 }
    - { at: 170s, what: partition, between: [us, eu], for: 200s }
    - { at: 420s, what: churn-burst, cluster: cluster-001, objects: 300, over: 5s }
    - { at: 500s, what: writer-hung, cluster: cluster-007, for: 150s }
`;

function run() {
  const scenario = loadScenario({ file: "bad-day-apart.yaml", text: SCENARIO, set: [] });
  return simulate({ scenario, topology: "kvstoremesh", seed: "1", costs: COSTS });
}

it("gives the same bytes, and loses nothing", { timeout: 60_000 }, () => {
  const hash = ({ rows, series }: ReturnType<typeof run>): string =>
    createHash("sha256")
      .update(JSON.stringify([sortSummaryRows(rows), sortMetricsRows(series)]))
      .digest("hex")
      .slice(0, 16);
  const first = run();
  expect(hash(run())).toBe(hash(first));
  expect(figure(first.rows, "changes_undelivered", "value", {})).toBe(0);
  expect(figure(first.rows, "sample_clusters", "observed", {})).toBe(10);
  expect(hash(first)).toMatchSnapshot();
});
