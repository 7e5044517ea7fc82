/**
 * A day on which everything goes wrong gives the same bytes every time, and those that it gave before. When a change is
 * meant, update the snapshot (`npx vitest run test/golden -u`) and say why under "Results changed" in the CHANGELOG.
 */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { TopologyName } from "../../src/scenario/scenario.js";
import { simulate } from "../../src/runner/simulate.js";
import { sortMetricsRows, sortSummaryRows } from "../../src/runner/sort-rows.js";
import { loadScenario } from "../../src/scenario/load.js";
import { COSTS } from "../models/small-mesh.js";

const SCENARIO = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: bad-day }
spec:
  network: { regions: [{ name: us }, { name: eu }] }
  mesh:
    endpoints: 200
    services: 5
    servicesQPS: 0.2
    groups:
      - { name: us, clusters: 2, region: us, nodes: 12 }
      - { name: eu, clusters: 2, region: eu, nodes: 6 }
  clustermesh: { apiserver: { replicas: 2 } }
  simulation: { duration: 20m, drain: 5m }
  incidents:
    - { at: 10s, what: agents-restart, cluster: cluster-001, maxUnavailable: 25%, every: 4s, jitter: 2s }
    - { at: 60s, what: apiserver-pod-replaced, cluster: cluster-002 }
    - { at: 100s, what: etcd-restart, cluster: cluster-001 }
    - { at: 130s, what: apiserver-restart, cluster: cluster-003 }
    - { at: 140s, what: kvstoremesh-restart, cluster: cluster-003 }
    - { at: 170s, what: partition, between: [us, eu], for: 70s }
    - { at: 260s, what: process-paused, cluster: cluster-001, process: agents, for: 30s }
    - { at: 265s, what: churn-burst, cluster: cluster-003, objects: 600, over: 5s }
    - { at: 320s, what: node-drained, cluster: cluster-004 }
    - { at: 380s, what: link-degraded, between: [us, eu], for: 40s, rtt: 250ms, loss: 2% }
    - { at: 440s, what: etcd-quota-full, cluster: cluster-001, for: 8s }
    - { at: 500s, what: cluster-leaves, cluster: cluster-004 }
    - { at: 760s, what: cluster-joins, cluster: cluster-004 }
    - { at: 800s, what: mesh-upgrade, maxUnavailable: 3, every: 30s }
    - { at: 1000s, what: writer-hung, cluster: cluster-002, for: 150s }
`;

function hash(topology: TopologyName): string {
  const scenario = loadScenario({ file: "bad-day.yaml", text: SCENARIO, set: [] });
  const { rows, series } = simulate({ scenario, topology, seed: "1", costs: COSTS });
  const text = JSON.stringify([sortSummaryRows(rows), sortMetricsRows(series)]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

it.each(["original", "kvstoremesh"] as const)("%s", { timeout: 60_000 }, (topology) => {
  const first = hash(topology);
  expect(hash(topology)).toBe(first);
  expect(first).toMatchSnapshot();
});
