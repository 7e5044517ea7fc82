/** Several replicas have an etcd each; with an external etcd one kvstoremesh writes and another one takes over. */
import { expect, it } from "vitest";
import { KEYS, RunningMesh, S } from "../running-mesh.js";

it("clients spread over the replicas, and every replica mirrors everything", () => {
  const mesh = new RunningMesh("kvstoremesh", { replicas: 2 });
  const { service } = mesh.mesh.cluster("cluster-001");
  const agents = service.ready.map(({ sessions }) => sessions.count("agent", "local").connections);
  expect(agents).toEqual([2 * 2, 2 * 2]);
  // Two replicas of each of the two other clusters read from one of these two.
  const mirrors = service.ready.map(
    ({ sessions }) => sessions.count("kvstoremesh", "cross-cluster").connections,
  );
  expect(mirrors.reduce((sum, one) => sum + one, 0)).toBe(2 * 2);
  for (const etcd of service.ready) expect(etcd.keyspace.keys).toBeGreaterThan(3 * KEYS);
});

it("when one replica's etcd is drained away its clients go to the other one, and list there", () => {
  const drain = { what: "node-drained", clusters: ["cluster-001"], downtimeNs: 20 * S } as const;
  const mesh = new RunningMesh("original", { replicas: 2 }, [drain]).begin().after(10);
  expect(mesh.mesh.cluster("cluster-001").service.ready).toHaveLength(1);
  expect(mesh.mesh.inSyncShare("agent")).toBe(1);
  expect(mesh.failures("agent")).toBe(4);
  mesh.after(60);
  expect(mesh.mesh.cluster("cluster-001").service.ready).toHaveLength(2);
  mesh.checkAtRest();
});

it("external etcd: a standby goes on when the dead writer's lock has run out, and writes all again", () => {
  const dies = {
    what: "kvstoremesh-restart",
    clusters: ["cluster-001"],
    downtimeNs: 2 * S,
  } as const;
  const change = { replicas: 2, kvstoreMode: "external" } as const;
  const mesh = new RunningMesh("kvstoremesh", change, [dies]).begin();
  const puts = mesh.count("cluster-001", "puts");
  mesh.after(24);
  expect(mesh.count("cluster-001", "puts") - puts).toBeLessThan(10);
  mesh.after(10);
  expect(mesh.count("cluster-001", "puts") - puts).toBeGreaterThan(2 * KEYS);
  expect(mesh.failures("agent")).toBe(0);
  mesh.checkAtRest();
});

it("external etcd: replaced pods leave the etcd and its readers alone", () => {
  const replaced = {
    what: "apiserver-pod-replaced",
    clusters: ["cluster-001"],
    downtimeNs: 2 * S,
  } as const;
  const change = { replicas: 2, kvstoreMode: "external" } as const;
  const mesh = new RunningMesh("kvstoremesh", change, [replaced]).begin().after(30);
  expect(mesh.failures("agent")).toBe(0);
  expect(mesh.failures("kvstoremesh")).toBe(0);
  mesh.checkAtRest();
});
