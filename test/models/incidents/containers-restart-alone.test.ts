/** A container of the pod restarts while the others live: what is told again, and to whom. */
import { expect, it } from "vitest";
import { KEYS, RunningMesh, S } from "../running-mesh.js";

const restart = (what: "etcd-restart" | "apiserver-restart" | "kvstoremesh-restart") =>
  ({ what, clusters: ["cluster-001"], downtimeNs: 2 * S }) as const;

/** Canaries and the cluster configuration are written with the keys. */
const CANARIES = 4;

it("etcd: same data, same cluster ID; watches resume and nobody lists", () => {
  const mesh = new RunningMesh("original", {}, [restart("etcd-restart")]).begin().after(20);
  expect(mesh.listed).toBe(0);
  expect(mesh.failures("agent")).toBe(0);
  expect(mesh.transitions("prefix watcher: reopen -- stream open")).toBeGreaterThan(0);
  expect(mesh.mesh.inSyncShare("agent")).toBe(1);
  mesh.checkAtRest();
});

it("apiserver: every key is put again, and every reader gets an event for each", () => {
  const mesh = new RunningMesh("original", {}, [restart("apiserver-restart")]);
  const without = new RunningMesh("original");
  mesh.begin().after(10);
  without.after(10);
  const more = (what: "puts" | "events"): number =>
    mesh.count("cluster-001", what) - without.count("cluster-001", what);
  // One heartbeat of the new process more.
  expect(more("puts")).toBe(KEYS + CANARIES + 1 + 1);
  expect(more("events")).toBe(2 * 4 * (KEYS + CANARIES + 1 + 1));
  expect(mesh.listed).toBe(0);
});

it("kvstoremesh: the mirrored keys of every remote are put again", () => {
  const mesh = new RunningMesh("kvstoremesh", {}, [restart("kvstoremesh-restart")]);
  const without = new RunningMesh("kvstoremesh");
  mesh.begin().after(10);
  without.after(10);
  const more = mesh.count("cluster-001", "puts") - without.count("cluster-001", "puts");
  expect(more).toBe(2 * (KEYS + CANARIES + 1));
  expect(mesh.listed).toBe(2 * KEYS);
  expect(mesh.failures("agent")).toBe(0);
});

it("a key that went while its writer was away stays until the lease runs out", () => {
  const mesh = new RunningMesh("original", {}, [restart("apiserver-restart")]).begin().after(1);
  const { source } = mesh.mesh.cluster("cluster-001");
  source.tables.ip.delete(7);
  source.emit("ip", 7);
  const readers = mesh.readers("agent", { target: "cluster-001" });
  mesh.after(60);
  expect(mesh.held(readers)).toBe(KEYS);
  mesh.after(15 * 60);
  expect(mesh.held(readers)).toBe(KEYS - 1);
});
