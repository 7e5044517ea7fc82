/**
 * observe: {sample: k}: the sources carry exactly the load of the full mesh, the etcds that are not observed carry the
 * same mean load, and latency is that of the full run within the noise of one seed.
 */
import { expect, it } from "vitest";
import { figure, group, run, scenario } from "../small-mesh.js";

const CLUSTERS = 12;
const change = {
  groups: [group({ clusters: CLUSTERS, nodes: 6, endpointsQPS: 1.5 })],
  timeline: { ...scenario().timeline, durationNs: 120e9 },
};
const all = run("kvstoremesh", change);
const sampled = run("kvstoremesh", { ...change, observe: { sample: 3 } });
const names = Array.from(
  { length: CLUSTERS },
  (_, i) => `cluster-${String(i + 1).padStart(3, "0")}`,
);
const observed = new Set(
  sampled.rows
    .filter((row) => row.metric === "cilium_kvstoremesh_bootstrap_seconds")
    .map((row) => row.labels["cluster"]),
);

it("simulates three mirrors in full, with fewer events", () => {
  expect(observed.size).toBe(3);
  expect(sampled.events).toBeLessThan(0.75 * all.events);
  expect(sampled.warnings.map((warning) => warning.code)).toContain("W005");
});

it("counts the same connections, streams and watchers at every etcd", () => {
  for (const metric of [
    "etcd_debugging_mvcc_watch_stream_total",
    "etcd_debugging_mvcc_watcher_total",
  ]) {
    for (const cluster of names) {
      const [one, other] = [all, sampled].map(({ rows }) =>
        figure(rows, metric, "max", { cluster }),
      );
      expect(other, `${metric} ${cluster}`).toBe(one);
    }
  }
});

it("gives every etcd its puts and events, exactly where observed and in the mean elsewhere", () => {
  for (const [metric, tolerance] of [
    ["etcd_mvcc_put_total", 0.1],
    ["etcd_debugging_mvcc_events_total", 0.1],
  ] as const) {
    for (const cluster of names) {
      const [one = NaN, other = NaN] = [all, sampled].map(({ rows }) =>
        figure(rows, metric, "sum", { cluster }),
      );
      if (observed.has(cluster)) expect(other).toBe(one);
      else expect(Math.abs(other / one - 1), `${metric} ${cluster}`).toBeLessThan(tolerance);
    }
  }
});

it("gives the latency of the full run", () => {
  const labels = { type: "all", stage: "total" };
  for (const [stat, tolerance] of [
    ["p50", 0.03],
    ["p90", 0.05],
    ["mean", 0.05],
  ] as const) {
    const [one = NaN, other = NaN] = [all, sampled].map(({ rows }) =>
      figure(rows, "sync_latency_seconds", stat, labels),
    );
    expect(Math.abs(other / one - 1), `${stat}: ${other} ${one}`).toBeLessThan(tolerance);
  }
});
