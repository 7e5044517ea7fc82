/** A new clustermesh-apiserver pod has an empty etcd with another cluster ID: who reads it reconnects and lists. */
import { expect, it } from "vitest";
import { KEYS, RunningMesh, S } from "../running-mesh.js";

const REPLACED = {
  what: "apiserver-pod-replaced",
  clusters: ["cluster-001"],
  downtimeNs: 2 * S,
} as const;

it("original: every agent of the other clusters reconnects and lists every key", () => {
  const mesh = new RunningMesh("original", {}, [REPLACED]).begin().after(10);
  const remoteAgents = 2 * 4;
  expect(mesh.failures("agent")).toBe(remoteAgents);
  expect(mesh.listed).toBe(remoteAgents * KEYS);
  expect(mesh.mesh.isQuiet).toBe(true);
  mesh.checkAtRest();
});

it("kvstoremesh: remote mirrors list it and write nothing, remote agents notice nothing", () => {
  const mesh = new RunningMesh("kvstoremesh", {}, [REPLACED]);
  const without = new RunningMesh("kvstoremesh");
  mesh.begin().after(10);
  without.after(10);
  // The two remote mirrors; the two readers of the new pod's own mirror; four agents with two clients each.
  expect(mesh.failures("kvstoremesh")).toBe(2);
  expect(mesh.failures("agent")).toBe(4 * 2);
  expect(mesh.listed).toBe((2 + 2 + 4 * 2) * KEYS);
  for (const remote of ["cluster-002", "cluster-003"]) {
    expect(mesh.count(remote, "puts")).toBe(without.count(remote, "puts"));
    for (const { reader } of mesh.readers("agent", { in: remote })) expect(reader.failures).toBe(0);
  }
  mesh.checkAtRest();
});

it("kvstoremesh: the new pod's mirror fills its etcd before the pod takes over", () => {
  const mesh = new RunningMesh("kvstoremesh", {}, [REPLACED]).begin();
  const { service } = mesh.mesh.cluster("cluster-001");
  const [old] = service.ready;
  mesh.after(2.001);
  expect(service.ready).toEqual([old]);
  mesh.after(2);
  const [ready, ...others] = service.ready;
  expect(others).toEqual([]);
  expect(ready).not.toBe(old);
  expect(ready?.keyspace.keys).toBeGreaterThan(3 * KEYS);
});

it("an evicted pod leaves its readers without an etcd until the next one is up", () => {
  const evicted = { ...REPLACED, what: "node-drained" } as const;
  const mesh = new RunningMesh("original", {}, [evicted]).begin().after(1);
  expect(mesh.mesh.cluster("cluster-001").service.ready).toEqual([]);
  expect(mesh.mesh.inSyncShare("agent")).toBeCloseTo(16 / 24, 5);
  mesh.after(60);
  expect(mesh.mesh.inSyncShare("agent")).toBe(1);
  mesh.checkAtRest();
});
