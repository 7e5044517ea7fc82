/**
 * Connections, streams and watchers per etcd, for unequal clusters, in both topologies and both fidelities.
 * N = all agents, n_i = agents of cluster i, C = clusters; an agent's client has 7 watchers, a mirror's 8.
 */
import { describe, expect, it } from "vitest";
import { figure, group, run } from "../small-mesh.js";

const GROUPS = [
  group({ name: "small", clusters: 2, nodes: 3 }),
  group({ name: "large", clusters: 2, nodes: 11, firstClusterID: 3 }),
];
const SIZES = [3, 3, 11, 11];
const C = SIZES.length;
const N = SIZES.reduce((sum, n) => sum + n, 0);
const name = (index: number): string => `cluster-00${index + 1}`;

describe.each(["cohort", "individual"] as const)("%s", (fidelity) => {
  it("original: etcd i has N - n_i agents, each with 7 watchers", () => {
    const { rows } = run("original", { groups: GROUPS, fidelity });
    for (const [index, n] of SIZES.entries()) {
      const labels = { cluster: name(index), client: "agent", scope: "cross-cluster" };
      for (const stat of ["max", "mean"]) {
        expect(figure(rows, "etcd_connections", stat, labels)).toBe(N - n);
        expect(figure(rows, "clustermesh_sim_watch_streams", stat, labels)).toBe(N - n);
        expect(figure(rows, "clustermesh_sim_watchers", stat, labels)).toBe(7 * (N - n));
      }
      // The etcd's own writer: one connection, and it watches the heartbeat and the cluster-config prefix.
      const etcd = { cluster: name(index) };
      expect(figure(rows, "etcd_debugging_mvcc_watch_stream_total", "max", etcd)).toBe(N - n + 1);
      expect(figure(rows, "etcd_debugging_mvcc_watcher_total", "max", etcd)).toBe(7 * (N - n) + 2);
    }
  });

  it("kvstoremesh: etcd i has n_i (C-1) connections of local agents and C-1 of remote mirrors", () => {
    const { rows } = run("kvstoremesh", { groups: GROUPS, fidelity });
    for (const [index, n] of SIZES.entries()) {
      const agents = { cluster: name(index), client: "agent", scope: "local" };
      const mirrors = { cluster: name(index), client: "kvstoremesh", scope: "cross-cluster" };
      expect(figure(rows, "etcd_connections", "max", agents)).toBe(n * (C - 1));
      expect(figure(rows, "clustermesh_sim_watchers", "max", agents)).toBe(7 * n * (C - 1));
      expect(figure(rows, "etcd_connections", "max", mirrors)).toBe(C - 1);
      expect(figure(rows, "clustermesh_sim_watchers", "max", mirrors)).toBe(8 * (C - 1));
      const etcd = { cluster: name(index) };
      const streams = n * (C - 1) + (C - 1) + 2;
      expect(figure(rows, "etcd_debugging_mvcc_watch_stream_total", "max", etcd)).toBe(streams);
      const watchers = 7 * n * (C - 1) + 8 * (C - 1) + 3;
      expect(figure(rows, "etcd_debugging_mvcc_watcher_total", "max", etcd)).toBe(watchers);
    }
  });
});

it("before the cluster-config watch an agent has 6 watchers", () => {
  const { rows } = run("original", { groups: [group({ clusters: 2 })], ciliumVersion: "1.18" });
  const labels = { cluster: "cluster-001", client: "agent" };
  expect(figure(rows, "clustermesh_sim_watchers", "max", labels)).toBe(6 * 4);
});
