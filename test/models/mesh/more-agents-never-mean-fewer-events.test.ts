/** Metamorphic relations between runs of related scenarios. */
import { expect, it } from "vitest";
import { figure, group, run } from "../small-mesh.js";

const EVENTS = "etcd_debugging_mvcc_events_total";
const events = (nodes: number, topology: "original" | "kvstoremesh") =>
  figure(run(topology, { groups: [group({ nodes })] }).rows, EVENTS, "sum", {
    cluster: "cluster-001",
  });

it.each(["original", "kvstoremesh"] as const)(
  "%s: twice the agents, about twice the events",
  (t) => {
    const [few, many] = [events(10, t), events(20, t)];
    expect(many).toBeGreaterThan(few * 1.8);
    expect(many).toBeLessThan(few * 2.05);
  },
);

it("without churn only heartbeats are sent", () => {
  const still = group({ nodesQPS: 0, identitiesQPS: 0, endpointsQPS: 0, servicesQPS: 0 });
  const { rows } = run("original", { groups: [still] });
  // One heartbeat in 60 s, to 2 x 4 agents.
  expect(figure(rows, EVENTS, "sum", { cluster: "cluster-001" })).toBe(8);
  expect(rows.some((row) => row.metric === "sync_latency_seconds")).toBe(false);
});

it("kvstoremesh sends each change once to each other cluster, original once to each remote agent", () => {
  const COPIES = "cross_cluster_copies_per_change";
  const labels = { cluster: "cluster-001" };
  expect(figure(run("original").rows, COPIES, "mean", labels)).toBe(8);
  expect(figure(run("kvstoremesh").rows, COPIES, "mean", labels)).toBe(2);
});
