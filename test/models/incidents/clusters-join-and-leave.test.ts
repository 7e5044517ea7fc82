/** A cluster that joins is mirrored at the run-time rate and holds up the others; one that leaves is drained. */
import { expect, it } from "vitest";
import { KEYS, RunningMesh, still } from "../running-mesh.js";

const join = { what: "cluster-joins", clusters: ["cluster-003"] } as const;
const leave = { what: "cluster-leaves", clusters: ["cluster-003"] } as const;

it("kvstoremesh copies a new cluster at 100 a second, after what the burst lets through", () => {
  const groups = [still(), still({ name: "new", clusters: 1, firstClusterID: 4, endpoints: 2000 })];
  const joins = { ...join, clusters: ["cluster-004"] };
  const mesh = new RunningMesh("kvstoremesh", { groups }, [joins]).begin();
  const copied = (): number =>
    mesh.held(mesh.readers("agent", { target: "cluster-004", in: "cluster-001" }));
  mesh.after(10);
  // The ip prefix has no canary yet, so agents wait for all of it; the smaller prefixes are there.
  expect(copied()).toBe(4 + 10 + 4);
  mesh.after(5);
  expect(copied()).toBe(4 + 10 + 4);
  mesh.after(6);
  expect(copied()).toBe(2000 + 4 + 10 + 4);
});

it("while a cluster joins, a change of another one waits in the same 100 a second", () => {
  const groups = [still(), still({ name: "new", clusters: 1, firstClusterID: 4, endpoints: 2000 })];
  const joins = { ...join, clusters: ["cluster-004"] };
  const change = (joining: boolean): number => {
    const mesh = new RunningMesh("kvstoremesh", { groups }, [joins]);
    if (joining) mesh.begin();
    mesh.after(5);
    const { source } = mesh.mesh.cluster("cluster-002");
    for (let key = 0; key < 20; key += 1) {
      source.tables.ip.update(key, 200);
      source.emit("ip", key);
    }
    mesh.after(10);
    return mesh.mesh.recorder.histogram("ip", "mirror-limiter")?.maxNs ?? 0;
  };
  // Two stores share the rate: 20 keys take 0.4 s instead of nothing.
  expect(change(true) / 1e9).toBeGreaterThan(0.3);
  expect(change(false) / 1e9).toBeLessThan(0.05);
});

it("original: agents drain a cluster that leaves at once", () => {
  const mesh = new RunningMesh("original", {}, [leave]);
  const readers = mesh.readers("agent", { target: "cluster-003" });
  expect(mesh.held(readers)).toBe(KEYS);
  mesh.begin().after(1);
  expect(mesh.held(readers)).toBe(0);
  expect(mesh.mesh.cluster("cluster-003").service.ready[0]?.sessions.total.connections).toBe(1);
});

it("kvstoremesh: the configuration goes at once, the mirrored keys after three minutes", () => {
  const mesh = new RunningMesh("kvstoremesh", {}, [leave]).begin().after(170);
  const etcd = mesh.mesh.cluster("cluster-001").service.ready[0];
  const cached = (): number =>
    [...(etcd?.keyspace.all() ?? [])]
      .filter(({ name }) => name.startsWith("cilium/cache") && name.endsWith("cluster-003"))
      .reduce((sum, { count }) => sum + count, 0);
  expect(etcd?.keyspace.prefix("cilium/cluster-config/cluster-003", 0).count).toBe(0);
  expect(cached()).toBe(KEYS);
  mesh.after(20);
  expect(cached()).toBe(0);
});
