/** Every change is cut into stages without gap or overlap, so the stages' means add up to the total's mean. */
import { expect, it } from "vitest";
import { group, run } from "../small-mesh.js";

const GROUPS = [
  group({ name: "a", nodes: 12, endpointsQPS: 15 }),
  group({ name: "b", nodes: 3, firstClusterID: 4, servicesQPS: 3 }),
];

it.each(["original", "kvstoremesh"] as const)("%s", (topology) => {
  const { rows } = run(topology, { groups: GROUPS });
  for (const type of ["nodes", "identities", "ip", "services", "all"]) {
    const means = rows.filter(
      (row) =>
        row.metric === "sync_latency_seconds" && row.stat === "mean" && row.labels["type"] === type,
    );
    const total = means.find((row) => row.labels["stage"] === "total")?.value ?? NaN;
    const stages = means.filter((row) => row.labels["stage"] !== "total");
    expect(stages.length).toBe(topology === "original" ? 5 : 8);
    const sum = stages.reduce((seconds, row) => seconds + row.value, 0);
    expect(sum / total).toBeCloseTo(1, 6);
  }
});
