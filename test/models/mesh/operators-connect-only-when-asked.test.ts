/** cilium-operators open remote clients only with EndpointSlice synchronization: heartbeat, config, synced, services. */
import { expect, it } from "vitest";
import { figure, run } from "../small-mesh.js";

const operator = { enableEndpointSliceSynchronization: true };

it("by default there are none", () => {
  const { rows } = run("original");
  expect(rows.some((row) => row.labels["client"] === "operator")).toBe(false);
});

it("original: the operators of the C - 1 other clusters", () => {
  const { rows } = run("original", { operator });
  const labels = { cluster: "cluster-001", client: "operator", scope: "cross-cluster" };
  expect(figure(rows, "etcd_connections", "max", labels)).toBe(2);
  expect(figure(rows, "clustermesh_sim_watchers", "max", labels)).toBe(2 * 4);
});

it("kvstoremesh: the own operator's C - 1 clients", () => {
  const { rows } = run("kvstoremesh", { operator });
  const labels = { cluster: "cluster-001", client: "operator", scope: "local" };
  expect(figure(rows, "etcd_connections", "max", labels)).toBe(2);
  expect(figure(rows, "clustermesh_sim_watchers", "max", labels)).toBe(2 * 4);
});
