/**
 * observe: {sample: k}: where mirrors keep up, every etcd of a mesh copies the same changes at about the same time, also
 * those of clusters that are not observed. So a sample's changes wait at their sources, and where they go, as those of
 * the whole mesh do; puts that came at random made p90 6 % and p99 10 % wrong. Thousands of agents make each copy take
 * milliseconds.
 */
import { expect, it } from "vitest";
import type { Incident } from "../../../src/scenario/incident.js";
import { figure, group, run, scenario } from "../small-mesh.js";

const { etcd, kvstoremesh, timeline } = scenario();
const CLUSTERS = 16;
const mesh = {
  groups: [group({ clusters: CLUSTERS, nodes: 50, agents: 5_000, endpointsQPS: 3 })],
  timeline: { ...timeline, durationNs: 60e9 },
  etcd: { ...etcd, cores: 128, quotaBackendBytes: 2 ** 33 },
  start: "in-sync" as const,
};
const whole = run("kvstoremesh", mesh);
const sampled = run("kvstoremesh", { ...mesh, observe: { sample: 6 } });

it.each([
  ["total", "mean", 0.01],
  ["total", "p50", 0.01],
  ["total", "p90", 0.02],
  ["total", "p99", 0.04],
  ["source-etcd", "mean", 0.03],
  ["source-watch", "mean", 0.03],
  ["local-etcd", "mean", 0.01],
  ["local-etcd", "p99", 0.03],
])("%s: %s is that of the whole mesh", (stage, stat, tolerance) => {
  const labels = { type: "all", stage };
  const expected = figure(whole.rows, "sync_latency_seconds", stat, labels);
  const off = figure(sampled.rows, "sync_latency_seconds", stat, labels) / expected - 1;
  expect(Math.abs(off), `off by ${off}`).toBeLessThan(tolerance);
});

it("an etcd that is not observed puts no more than its mirror's limiter allows", () => {
  const overloaded = {
    groups: [group({ clusters: 12, endpointsQPS: 3 })],
    timeline: { ...timeline, durationNs: 60e9 },
    kvstoremesh: { ...kvstoremesh, qps: 20 },
    start: "in-sync" as const,
  };
  const all = run("kvstoremesh", overloaded);
  const some = run("kvstoremesh", { ...overloaded, observe: { sample: 2 } });
  for (let index = 1; index <= 12; index += 1) {
    const of = { cluster: `cluster-${String(index).padStart(3, "0")}` };
    const puts = figure(some.rows, "etcd_mvcc_put_total", "rate", of);
    expect(puts).toBeLessThan(30);
    expect(
      Math.abs(puts / figure(all.rows, "etcd_mvcc_put_total", "rate", of) - 1),
      of.cluster,
    ).toBeLessThan(0.01);
  }
});

it("a burst of changes goes through the limiters of mirrors that are not observed", () => {
  const burst: Incident = {
    ...{ name: "burst", atNs: 10e9, what: "churn-burst", clusters: ["cluster-001"] },
    ...{ burst: "rollout", objects: 400, overNs: 1e9 },
  };
  const rolled = {
    groups: [group({ clusters: 8, endpoints: 500, endpointsQPS: 1 })],
    timeline: { ...timeline, durationNs: 60e9 },
    kvstoremesh: { ...kvstoremesh, qps: 50 },
    incidents: [burst],
    start: "in-sync" as const,
  };
  const all = run("kvstoremesh", rolled);
  const some = run("kvstoremesh", { ...rolled, observe: { sample: 1 } });
  for (let index = 2; index <= 8; index += 1) {
    const of = { cluster: `cluster-${String(index).padStart(3, "0")}` };
    for (const [metric, stat, labels] of [
      ["etcd_mvcc_put_total", "sum", {}],
      ["etcd_cpu_cores", "max", { station: "total" }],
    ] as const) {
      const [one = NaN, other = NaN] = [all, some].map(({ rows }) =>
        figure(rows, metric, stat, { ...of, ...labels }),
      );
      expect(Math.abs(other / one - 1), `${metric} ${of.cluster}`).toBeLessThan(0.02);
    }
  }
});

it("an etcd that is not observed puts, tells and works as it does in the whole mesh", () => {
  for (const [metric, stat, labels, tolerance] of [
    ["etcd_mvcc_put_total", "sum", {}, 0.002],
    ["etcd_debugging_mvcc_events_total", "sum", {}, 0.002],
    ["etcd_network_client_grpc_sent_bytes_total", "sum", {}, 0.02],
    ["etcd_cpu_cores", "mean", { station: "total" }, 0.01],
  ] as const) {
    for (let index = 1; index <= CLUSTERS; index += 1) {
      const of = { cluster: `cluster-${String(index).padStart(3, "0")}`, ...labels };
      const off = figure(sampled.rows, metric, stat, of) / figure(whole.rows, metric, stat, of) - 1;
      expect(Math.abs(off), `${metric} of ${of.cluster} is off by ${off}`).toBeLessThan(tolerance);
    }
  }
});
