/**
 * Where mirrors keep up, every etcd of a mesh copies the same changes at about the same time: what waits behind a copy at
 * its source does not wait behind the same copy again where it goes. Receivers apart have this too, because the flow
 * that a source feels is what its mirror hears. Thousands of agents make each copy take milliseconds.
 */
import { expect, it } from "vitest";
import { figure, group, run, scenario } from "../small-mesh.js";

const { etcd, timeline } = scenario();
const CLUSTERS = 16;
const mesh = {
  groups: [group({ clusters: CLUSTERS, nodes: 50, agents: 5_000, endpointsQPS: 3 })],
  timeline: { ...timeline, durationNs: 60e9 },
  etcd: { ...etcd, cores: 128, quotaBackendBytes: 2 ** 33 },
  start: "in-sync" as const,
};
const whole = run("kvstoremesh", mesh);
const apart = run("kvstoremesh", {
  ...mesh,
  observe: { sample: CLUSTERS, others: "fluid", receivers: "apart" },
});

it.each([
  ["total", "mean", 0.015],
  ["total", "p50", 0.01],
  ["total", "p90", 0.03],
  ["total", "p99", 0.06],
  ["source-etcd", "mean", 0.03],
  ["source-watch", "mean", 0.05],
  ["network", "mean", 0.02],
  ["local-etcd", "mean", 0.01],
  ["local-etcd", "p90", 0.03],
  ["local-etcd", "p99", 0.03],
])("%s: %s is that of the whole mesh", (stage, stat, tolerance) => {
  const labels = { type: "all", stage };
  const expected = figure(whole.rows, "sync_latency_seconds", stat, labels);
  const off = figure(apart.rows, "sync_latency_seconds", stat, labels) / expected - 1;
  expect(Math.abs(off), `off by ${off}`).toBeLessThan(tolerance);
});
