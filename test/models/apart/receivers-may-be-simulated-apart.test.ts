/**
 * observe: {receivers: apart}: the sources are simulated once, and the observed clusters from the record of what their
 * mirrors were told. What stands and what is counted is that of a mesh that is simulated as a whole; latency differs by
 * what a source feels of its own cluster's mirror, which is a flow there.
 */
import { expect, it } from "vitest";
import type { SummaryRow } from "../../../src/measure/documents.js";
import { figure, group, run, scenario } from "../small-mesh.js";

const mesh = {
  groups: [group({ clusters: 20, nodes: 100, agents: 100, endpointsQPS: 2 })],
  timeline: { ...scenario().timeline, durationNs: 60e9 },
  start: "in-sync" as const,
};
const whole = run("kvstoremesh", mesh);
const apart = run("kvstoremesh", {
  ...mesh,
  observe: { sample: 20, others: "fluid", receivers: "apart" },
});

const keyOf = ({ metric, labels, stat }: SummaryRow): string =>
  JSON.stringify([metric, labels, stat]);
const byKey = (rows: readonly SummaryRow[], metric: string): ReadonlyMap<string, number> =>
  new Map(rows.filter((row) => row.metric === metric).map((row) => [keyOf(row), row.value]));

it("gives every figure that the whole mesh gives, each once", () => {
  const keys = apart.rows.map(keyOf);
  expect(new Set(keys).size).toBe(keys.length);
  expect([...keys].sort()).toEqual(whole.rows.map(keyOf).sort());
});

it.each([
  "etcd_connections",
  "clustermesh_sim_watchers",
  "clustermesh_sim_watch_streams",
  "changes_total",
  "changes_undelivered",
  "cross_cluster_copies_per_change",
])("%s is that of the whole mesh in every cluster", (metric) => {
  const found = byKey(apart.rows, metric);
  const expected = byKey(whole.rows, metric);
  expect(found).toEqual(expected);
  expect(expected.size).toBeGreaterThan(0);
});

it("has each mirror write each change once", () => {
  const puts = byKey(apart.rows, "etcd_mvcc_put_total");
  for (const [key, value] of byKey(whole.rows, "etcd_mvcc_put_total")) {
    // What was under way when the window opened or closed may be on the other side.
    expect(Math.abs((puts.get(key) ?? 0) / value - 1), key).toBeLessThan(0.01);
  }
});

it("tells agents of as many changes, as soon", () => {
  const labels = { type: "all", stage: "total" };
  const ratio = (stat: string): number =>
    figure(apart.rows, "sync_latency_seconds", stat, labels) /
    figure(whole.rows, "sync_latency_seconds", stat, labels);
  expect(ratio("count")).toBe(1);
  expect(Math.abs(ratio("p50") - 1), `p50 ${ratio("p50")}`).toBeLessThan(0.01);
  expect(Math.abs(ratio("mean") - 1), `mean ${ratio("mean")}`).toBeLessThan(0.01);
  expect(Math.abs(ratio("p99") - 1), `p99 ${ratio("p99")}`).toBeLessThan(0.03);
});

it("adds the shares' series up to those of the mesh", () => {
  const connections = (rows: typeof whole.series): readonly number[] =>
    rows
      .filter(({ metric, labels }) => metric === "etcd_connections" && labels["cluster"] === "all")
      .map(({ value }) => value);
  const found = connections(apart.series);
  expect(found.length).toBeGreaterThan(0);
  // The whole mesh comes to rest earlier, so its series is shorter.
  expect(found.slice(0, connections(whole.series).length)).toEqual(connections(whole.series));
});
