/** More churn than the mirror's limiter lets through: the queue grows by the difference, and the run says so. */
import { expect, it } from "vitest";
import { figure, group, run, scenario } from "../small-mesh.js";

it("the queue grows by arrivals minus the limit", () => {
  const busy = group({ clusters: 2, nodes: 1, endpoints: 5_000, endpointsQPS: 40, servicesQPS: 0 });
  const { rows, warnings } = run("kvstoremesh", {
    groups: [busy],
    apiserver: { ...scenario().apiserver, qps: 100 },
    kvstoremesh: { ...scenario().kvstoremesh, qps: 20 },
  });
  const labels = { cluster: "cluster-001" };
  const highest = figure(rows, "cilium_kvstoremesh_kvstore_sync_queue_size", "max", labels);
  // 40.5 keys/s come, 20 go, over 5 s of warm-up and 60 s of window; a burst of 20 is let through at first.
  expect(highest).toBeGreaterThan(1_150);
  expect(highest).toBeLessThan(1_450);
  const station = { ...labels, station: "kvstoremesh-limiter" };
  expect(figure(rows, "station_utilization", "mean", station)).toBeCloseTo(1, 2);
  expect(warnings.map((warning) => warning.code)).toEqual(["W001", "W003", "W004"]);
});
