/**
 * observe: {receivers: apart} with incidents: clusters that are named stand with the sources, all others hear of it from
 * the record, and the etcds of these feel the mirrors of the named ones. Every reader ends with what the sources have.
 */
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../../src/scenario/scenario.js";
import { simulate, type TopologyRun } from "../../../src/runner/simulate.js";
import { COSTS, group, scenario, type GivenIncident } from "../small-mesh.js";

const S = 1e9;
const clusters = ["cluster-002"];
const downtimeNs = 2 * S;
const CASES: Readonly<Record<string, GivenIncident>> = {
  "a pod is replaced": { what: "apiserver-pod-replaced", clusters, downtimeNs },
  "a node is drained": { what: "node-drained", clusters, downtimeNs },
  "an etcd restarts": { what: "etcd-restart", clusters, downtimeNs },
  "a kvstoremesh restarts": { what: "kvstoremesh-restart", clusters, downtimeNs },
  "an etcd stands still": {
    what: "process-paused",
    clusters,
    forNs: 15 * S,
    process: "etcd",
  },
  "agents restart": {
    what: "agents-restart",
    clusters,
    agents: { fraction: 1 },
    jitterNs: 0,
    downtimeNs,
    waves: undefined,
  },
  "a path is cut": { what: "partition", between: ["cluster-002", "cluster-004"], forNs: 20 * S },
  "changes come in a burst": {
    what: "churn-burst",
    clusters,
    burst: "rollout",
    objects: 40,
    overNs: 5 * S,
  },
};

function runWith(incident: GivenIncident, observe: Scenario["observe"]): TopologyRun {
  return simulate({
    scenario: scenario({
      groups: [group({ clusters: 6, nodes: 3, agents: 3 })],
      fidelity: "individual",
      timeline: { ...scenario().timeline, durationNs: 60 * S, drainNs: 30 * S },
      start: "in-sync",
      observe,
      incidents: [{ ...incident, name: "it", atNs: 20 * S }],
    }),
    topology: "kvstoremesh",
    seed: "1",
    costs: COSTS,
    checks: "full",
  });
}

const valuesOf = (
  run: TopologyRun,
  metric: string,
  stat: string,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    run.rows
      .filter((row) => row.metric === metric && row.stat === stat)
      .map((row) => [JSON.stringify(row.labels), row.value]),
  );

describe.each(Object.entries(CASES))("%s", (_, incident) => {
  // Full checks fail the run when a reader misses a change, or does not end with what the sources have.
  const whole = runWith(incident, "all");
  const apart = runWith(incident, { sample: 6, others: "fluid", receivers: "apart" });

  it.each([
    ["etcd_connections", "max"],
    ["etcd_connections", "mean"],
    ["clustermesh_sim_watchers", "max"],
    ["incident_clients_reconnected", "sum"],
    ["incident_keys_listed", "sum"],
    ["incident_seconds", "end"],
    ["clients_in_sync", "mean"],
    ["clients_in_sync", "max"],
  ])("%s (%s) is that of the whole mesh", (metric, stat) => {
    const expected = valuesOf(whole, metric, stat);
    const found = valuesOf(apart, metric, stat);
    // Changes alone make nobody list or reconnect.
    const isOfReaders = metric.startsWith("incident_clients") || metric.startsWith("incident_keys");
    if (!isOfReaders) expect(Object.keys(expected).length).toBeGreaterThan(0);
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [labels, value] of Object.entries(expected)) {
      expect(Math.abs((found[labels] ?? 0) - value), labels).toBeLessThanOrEqual(0.03 * value);
    }
  });

  it("tells agents of as many changes", () => {
    const count = ({ rows }: TopologyRun): number =>
      rows
        .filter(({ metric, stat }) => metric === "sync_latency_seconds" && stat === "count")
        .filter(({ labels }) => labels["type"] === "all" && labels["stage"] === "total")
        .reduce((sum, { value }) => sum + value, 0);
    expect(count(whole)).toBeGreaterThan(1000);
    expect(Math.abs(count(apart) / count(whole) - 1)).toBeLessThan(0.01);
  });
});
