/**
 * start: in-sync stands for a bootstrap that is long over: the same connections, watchers, keys and changes as in a run
 * that bootstraps first, latency that differs by no more than chance, and nothing that the check of the truth minds.
 */
import { describe, expect, it } from "vitest";
import { simulate } from "../../../src/runner/simulate.js";
import { COSTS, figure, group, run, scenario } from "../small-mesh.js";

const change = {
  groups: [group({ clusters: 4, nodes: 8, endpoints: 1500 })],
  timeline: { ...scenario().timeline, durationNs: 240e9 },
};
const SAME = [
  "etcd_connections",
  "clustermesh_sim_watchers",
  "clustermesh_sim_watch_streams",
  "changes_total",
];

describe.each(["original", "kvstoremesh"] as const)("%s", (topology) => {
  const bootstrapped = run(topology, change);
  const started = run(topology, { ...change, start: "in-sync" });

  it("has the same clients and changes", () => {
    for (const metric of SAME) {
      const rows = bootstrapped.rows.filter((row) => row.metric === metric);
      expect(rows.length).toBeGreaterThan(0);
      for (const { stat, labels, value } of rows) {
        expect(figure(started.rows, metric, stat, labels), `${metric} ${stat}`).toBe(value);
      }
    }
  });

  it("has the same keys and nearly the same memory", () => {
    const rows = bootstrapped.rows.filter(
      (row) => row.metric === "process_resident_memory_bytes" && row.labels["process"] === "etcd",
    );
    expect(rows).toHaveLength(8);
    for (const { metric, stat, labels, value } of rows) {
      expect(figure(started.rows, metric, stat, labels) / value).toBeCloseTo(1, 2);
    }
    const keys = { cluster: "cluster-002" };
    const [one = NaN, other = NaN] = [bootstrapped, started].map(({ rows: all }) =>
      figure(all, "etcd_debugging_mvcc_keys_total", "mean", keys),
    );
    expect(Math.abs(other - one)).toBeLessThan(3);
  });

  it("has the same latency but for chance", () => {
    for (const stat of ["p50", "p90", "mean"]) {
      const [one = NaN, other = NaN] = [bootstrapped, started].map(({ rows }) =>
        figure(rows, "sync_latency_seconds", stat, { type: "all", stage: "total" }),
      );
      expect(Math.abs(other / one - 1), `${stat}: ${one} ${other}`).toBeLessThan(0.04);
    }
  });

  it("costs a fraction of the events and satisfies the full check", () => {
    expect(started.events).toBeLessThan(bootstrapped.events / 2);
    const checked = simulate({
      scenario: scenario({
        groups: [group({ nodes: 3, endpoints: 200 })],
        fidelity: "individual",
        start: "in-sync",
        incidents: [],
      }),
      ...{ topology, seed: "7", costs: COSTS, checks: "full" as const },
    });
    expect(figure(checked.rows, "changes_undelivered", "value", {})).toBe(0);
  });
});
