/**
 * A mirror that starts anew leaves its agents behind. They catch up in parts of a group; one part may become a victim of the
 * full channel with older events while another goes on. No member is told of a revision twice or backwards, and no
 * invariant of the run mistakes one part's progress for another's.
 */
import { expect, test } from "vitest";
import { loadScenario } from "../../../src/scenario/load.js";
import { simulate } from "../../../src/runner/simulate.js";
import { COSTS } from "../small-mesh.js";

const TEXT = `
apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: parts }
spec:
  topology: kvstoremesh
  observe: { sample: 1, others: fluid }
  mesh: { clusters: 24, nodes: 300, endpoints: 1000, endpointsQPS: 5, identities: 50, services: 10 }
  clustermesh: { apiserver: { etcd: { storageMedium: Memory, cores: 16 } } }
  simulation: { start: in-sync, warmup: 1s, duration: 12s, drain: 60s }
  incidents: [{ at: 2s, what: kvstoremesh-restart, cluster: cluster-003 }]
`;

test("all are in sync again, and revisions went forward", () => {
  const scenario = loadScenario({ file: "parts.yaml", text: TEXT });
  const { rows } = simulate({ scenario, topology: "kvstoremesh", seed: "1", costs: COSTS });
  const of = rows.filter(({ labels }) => labels["invariant"] === "revisions go forward");
  expect(of.map(({ metric }) => metric)).toEqual([
    "invariant_checks_total",
    "invariant_violations_total",
  ]);
  expect(of[0]?.value).toBeGreaterThan(1000);
  expect(of[1]?.value).toBe(0);
});
