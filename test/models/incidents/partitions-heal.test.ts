/** A cut path: short ones are healed by TCP, longer ones by gRPC, and what was compacted meanwhile is listed again. */
import { expect, it } from "vitest";
import type { ClusterGroup } from "../../../src/scenario/scenario.js";
import { KEYS, RunningMesh, S, still } from "../running-mesh.js";

const between = ["cluster-001", "cluster-002"] as const;
const partition = (seconds: number) =>
  ({ what: "partition", between, forNs: seconds * S }) as const;

function changeOne(mesh: RunningMesh): void {
  const { source } = mesh.mesh.cluster("cluster-001");
  source.tables.ip.update(3, 200);
  source.emit("ip", 3);
}

it("10 s: nothing is lost, and arrives when TCP sends it again", () => {
  const mesh = new RunningMesh("original", {}, [partition(10)]).begin().after(1);
  changeOne(mesh);
  mesh.after(30);
  expect(mesh.transitions("connection: ready -- keepalive timeout")).toBe(0);
  expect(mesh.listed).toBe(0);
  // 0.2 s doubled: the next try after 10 s of silence comes at 12.6 s.
  expect((mesh.mesh.recorder.histogram("ip", "total")?.maxNs ?? 0) / S).toBeCloseTo(11.6, 1);
  mesh.checkAtRest();
});

it("60 s: keepalive gives up after at most 40 s, and the watch resumes without a list", () => {
  const mesh = new RunningMesh("original", {}, [partition(60)]).begin().after(1);
  changeOne(mesh);
  mesh.after(40);
  expect(mesh.transitions("connection: ready -- keepalive timeout")).toBe(2);
  mesh.after(60);
  expect(mesh.listed).toBe(0);
  expect(mesh.failures("agent")).toBe(0);
  mesh.checkAtRest();
});

it("longer than the heartbeat may be stale: a full reconnect, with the old keys kept meanwhile", () => {
  const mesh = new RunningMesh("original", {}, [partition(600)]).begin().after(300);
  const readers = mesh
    .readers("agent", { target: "cluster-001" })
    .filter(({ clusters }) => clusters.some(({ name }) => name === "cluster-002"));
  expect(mesh.held(readers)).toBe(KEYS);
  expect(mesh.mesh.failures.byTarget("agent").get("cluster-001")).toBe(4);
  mesh.after(500);
  expect(mesh.listed).toBe(2 * 4 * KEYS);
  mesh.checkAtRest();
});

it("longer than the history is kept: the resume fails as compacted, and the prefix is listed", () => {
  const compaction = { what: "etcd-compaction", clusters: ["cluster-001"] } as const;
  const groups: readonly ClusterGroup[] = [still()];
  const mesh = new RunningMesh("original", { groups }, [partition(60), compaction]);
  mesh.begin().after(1);
  changeOne(mesh);
  mesh.after(1);
  mesh.mesh.cluster("cluster-001").service.ready[0]?.compact();
  mesh.after(100);
  expect(mesh.transitions("prefix watcher: watch -- watch error")).toBeGreaterThan(0);
  expect(mesh.listed).toBeGreaterThan(0);
  mesh.checkAtRest();
});
