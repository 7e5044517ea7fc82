/** In a mesh of several regions latency is known by pair of regions: the pairs are all samples, and as far as they are apart. */
import { expect, it } from "vitest";
import type { SummaryRow } from "../../../src/measure/documents.js";
import { group, run, scenario } from "../small-mesh.js";

const { network } = scenario();
const MESH = {
  groups: [
    group({ name: "a", clusters: 2, region: "eu" }),
    group({ name: "b", clusters: 2, region: "us", firstClusterID: 3 }),
  ],
  network: { ...network, regions: ["eu", "us"] },
};
const METRIC = "region_sync_latency_seconds";

it.each(["original", "kvstoremesh"] as const)("%s", (topology) => {
  const { rows } = run(topology, MESH);
  const of = (stat: string): readonly SummaryRow[] =>
    rows.filter((row) => row.metric === METRIC && row.stat === stat);
  expect(
    of("p50")
      .map(({ labels }) => `${labels["from"] ?? ""} ${labels["to"] ?? ""}`)
      .sort(),
  ).toEqual(["eu eu", "eu us", "us eu", "us us"]);
  const all = rows.find(
    ({ metric, labels, stat }) =>
      metric === "sync_latency_seconds" &&
      stat === "count" &&
      labels["type"] === "all" &&
      labels["stage"] === "total",
  );
  expect(of("count").reduce((sum, { value }) => sum + value, 0)).toBe(all?.value);
  // Half of 80 ms lies between the regions, half of 1 ms within one.
  for (const { labels, value } of of("p50")) {
    if (labels["from"] === labels["to"]) expect(value).toBeLessThan(0.02);
    else expect(value).toBeGreaterThan(0.04);
  }
});

it("one region has no pairs", () => {
  expect(run("original", {}).rows.filter(({ metric }) => metric === METRIC)).toEqual([]);
});
