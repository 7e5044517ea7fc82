/**
 * 10,000 identities of one cluster. Published (cilium#30361): 500 s at 20 QPS and 100 s at 100 QPS; with a bootstrap
 * rate of 10,000 the one worker's sequential puts bind, not the limiter (13-14 s on the author's machine).
 */
import { expect, it } from "vitest";
import { ETCD, figure, group, run, scenario } from "../small-mesh.js";

const quiet = { nodesQPS: 0, identitiesQPS: 0, endpointsQPS: 0, servicesQPS: 0 };
const groups = [
  group({
    name: "source",
    clusters: 1,
    nodes: 1,
    endpoints: 0,
    services: 0,
    identities: 10_000,
    ...quiet,
  }),
  group({
    name: "reader",
    clusters: 1,
    firstClusterID: 2,
    nodes: 1,
    endpoints: 0,
    services: 0,
    identities: 1,
    ...quiet,
  }),
];
const timeline = { ...scenario().timeline, durationNs: 1e9, warmupNs: 0, drainNs: 0 };
const common = { groups, timeline };
const APISERVER = "cilium_clustermesh_apiserver_bootstrap_seconds";
const KVSTOREMESH = "cilium_kvstoremesh_bootstrap_seconds";

it("20 QPS: 500 s less the burst", () => {
  const apiserver = { ...scenario().apiserver, bootstrapQps: 0 };
  const { rows } = run("original", { ...common, apiserver });
  const seconds = figure(rows, APISERVER, "value", { cluster: "cluster-001" });
  expect(Math.abs(seconds / 500 - 1)).toBeLessThan(0.02);
});

it("100 QPS in kvstoremesh: 100 s less the burst", () => {
  const kvstoremesh = { ...scenario().kvstoremesh, bootstrapQps: 0 };
  const { rows } = run("kvstoremesh", { ...common, kvstoremesh });
  const seconds = figure(rows, KVSTOREMESH, "value", { cluster: "cluster-002" });
  expect(Math.abs(seconds / 100 - 1)).toBeLessThan(0.02);
});

it("with a bootstrap rate the time is that of 10,000 puts one after another", () => {
  const disk = { ...common, etcd: { ...ETCD, storageMedium: "Disk" as const } };
  const onDisk = figure(run("original", disk).rows, APISERVER, "value", { cluster: "cluster-001" });
  const inMemory = figure(run("original", common).rows, APISERVER, "value", {
    cluster: "cluster-001",
  });
  // The limiter alone would let them through in 1 s. One put waits for one WAL sync, 0.95 ms on a disk.
  expect(inMemory).toBeGreaterThan(1.5);
  expect(onDisk - inMemory).toBeGreaterThan(9);
  expect(onDisk).toBeLessThan(15);
});
