/** A writer that makes no progress: readers reconnect and list in vain, and after 15 minutes its leases run out. */
import { expect, it } from "vitest";
import { KEYS, RunningMesh, S } from "../running-mesh.js";

const hung = (process: "apiserver" | "kvstoremesh", minutes: number) =>
  ({ what: "writer-hung", clusters: ["cluster-001"], forNs: minutes * 60 * S, process }) as const;

it("agents list everything again and again, every two minutes and a check", () => {
  const mesh = new RunningMesh("original", {}, [hung("apiserver", 14)]).begin();
  // Checks come every 30 s times ln(1 + 12 nodes) = 77 s: staleness of 120 s is seen at the second one, 154 s.
  mesh.after(119);
  expect(mesh.failures("agent")).toBe(0);
  mesh.after(160 + 60 - 119);
  expect(mesh.failures("agent")).toBe(8);
  mesh.after(13 * 60 - 220);
  // The listed old heartbeat counts as fresh: the cycle goes on.
  const rounds = mesh.failures("agent") / 8;
  expect(rounds).toBeGreaterThanOrEqual(4);
  expect(rounds).toBeLessThanOrEqual(6);
  expect(mesh.listed).toBe(rounds * 8 * KEYS);
});

it("after 15 minutes the etcd deletes everything, and readers drop it", () => {
  const mesh = new RunningMesh("original", {}, [hung("apiserver", 60)]).begin();
  const readers = mesh.readers("agent", { target: "cluster-001" });
  mesh.after(10 * 60);
  expect(mesh.held(readers)).toBe(KEYS);
  mesh.after(10 * 60);
  expect(mesh.held(readers)).toBe(0);
  const etcd = mesh.mesh.cluster("cluster-001").service.ready[0];
  expect(etcd?.keyspace.keys).toBe(0);
});

it("a writer that goes on writes what was lost, and readers have it again", () => {
  const mesh = new RunningMesh("original", {}, [hung("apiserver", 20)]).begin().after(45 * 60);
  expect(mesh.held(mesh.readers("agent", { target: "cluster-001" }))).toBe(KEYS);
  mesh.checkAtRest();
});

it("kvstoremesh: agents read the local heartbeat, and do not see that a remote is hung", () => {
  const mesh = new RunningMesh("kvstoremesh", {}, [hung("apiserver", 14)]).begin().after(13 * 60);
  const agents = mesh.readers("agent", { target: "cluster-001" });
  expect(agents.every(({ reader }) => reader.failures === 0)).toBe(true);
  expect(mesh.held(agents)).toBe(KEYS);
  expect(mesh.failures("kvstoremesh")).toBeGreaterThan(2);
});
