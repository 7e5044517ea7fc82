/**
 * observe: {others: fluid}: the etcds of clusters that are not observed carry the load that their mirrors' puts give
 * them when each is an event, and their own writes wait as long, at a fraction of the events.
 */
import { expect, it } from "vitest";
import { figure, group, run, scenario } from "../small-mesh.js";

const change = {
  groups: [group({ clusters: 16, nodes: 200, agents: 200, endpointsQPS: 4 })],
  timeline: { ...scenario().timeline, durationNs: 120e9 },
  start: "in-sync" as const,
};
const puts = run("kvstoremesh", { ...change, observe: { sample: 2 } });
const fluid = run("kvstoremesh", { ...change, observe: { sample: 2, others: "fluid" } });
const clusters = puts.rows
  .filter((row) => row.metric === "etcd_mvcc_put_total" && row.stat === "sum")
  .map((row) => row.labels["cluster"] ?? "");
const ratio = (metric: string, stat: string, labels: Readonly<Record<string, string>>): number =>
  figure(fluid.rows, metric, stat, labels) / figure(puts.rows, metric, stat, labels);

it("counts the same puts, events and CPU at every etcd", () => {
  expect(clusters).toHaveLength(16);
  for (const cluster of clusters) {
    expect(Math.abs(ratio("etcd_mvcc_put_total", "sum", { cluster }) - 1)).toBeLessThan(0.03);
    const station = { cluster, station: "total" };
    expect(Math.abs(ratio("etcd_cpu_cores", "mean", station) - 1), cluster).toBeLessThan(0.05);
    const apply = { cluster, station: "etcd-apply" };
    expect(Math.abs(ratio("station_utilization", "mean", apply) - 1)).toBeLessThan(0.08);
  }
});

it("lets changes wait as long", () => {
  const labels = { type: "all", stage: "total" };
  for (const [stat, tolerance] of [
    ["p50", 0.03],
    ["p99", 0.05],
    ["mean", 0.03],
  ] as const) {
    const off = ratio("sync_latency_seconds", stat, labels) - 1;
    expect(Math.abs(off), `${stat} is off by ${off}`).toBeLessThan(tolerance);
  }
});

it("needs a fraction of the events", () => {
  expect(fluid.events).toBeLessThan(puts.events / 2);
});
