/** The picture of a mesh: who connects to whom, coloured by load, by names for a few clusters and in boxes for many. */
import { expect, it } from "vitest";
import type { SummaryRow } from "../../src/measure/documents.js";
import type { JsonObject } from "../../src/report/charts/chart.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { meshPicture } from "../../src/report/charts/mesh-picture.js";
import type { RunDocuments } from "../../src/report/run-documents.js";
import type { TopologyName } from "../../src/scenario/scenario.js";
import { sampleRun } from "./sample-run.js";

const GLYPHS = 2;

it("draws a line from the agents of every cluster to every other etcd, or from mirror to etcd", () => {
  const lines = (topology: TopologyName): readonly unknown[] =>
    rowsOf(sampleRun(), topology, 0).map(
      ({ line, connections }) => `${String(line)}: ${String(connections)}`,
    );
  expect(lines("original")).toHaveLength(6);
  expect(lines("original")[0]).toBe("agents of cluster-001 to cluster-002: 100");
  // Three agents' lines to their own etcd, six between clusters.
  expect(lines("kvstoremesh")).toHaveLength(9);
  expect(lines("kvstoremesh")[0]).toBe("agents of cluster-001 to cluster-001: 200");
  expect(lines("kvstoremesh")[1]).toBe("kvstoremesh of cluster-001 to cluster-002: 1");
});

it("colours an etcd by the busiest part of its cluster", () => {
  const docs = withLoads([
    ["cluster-001", "etcd-apply", 0.2],
    ["cluster-001", "etcd-cores", 0.95],
    ["cluster-002", "etcd-apply", 0.01],
    ["cluster-002", "etcd-cores", 0.05],
    ["cluster-003", "etcd-apply", 0.3],
    ["cluster-003", "etcd-cores", 0.05],
  ]);
  const loads = rowsOf(docs, "original", GLYPHS).map(({ load }) => load);
  expect(loads).toEqual(["90 % and more", "below 10 %", "30 to 60 %"]);
  const none = rowsOf(withLoads([]), "original", GLYPHS).map(({ load }) => load);
  expect(none).toEqual(["no figure", "no figure", "no figure"]);
});

it("a cluster that was not simulated in full has the colour of one that was, and says so", () => {
  const docs = withLoads([
    ["cluster-001", "etcd-cores", 0.05],
    ["cluster-002", "etcd-cores", 0.05],
    ["cluster-002", "kvstoremesh-limiter", 0.7],
  ]);
  const [first] = rowsOf(docs, "kvstoremesh", GLYPHS);
  expect(first?.["load"]).toBe("60 to 90 %");
  expect(first?.["busiest"]).toBe("kvstoremesh rate limiter, 70 % (as cluster-002)");
});

it.each([9, 40, 511])("%i clusters have a dot each, none outside the picture", (clusters) => {
  const spec = specOf(sampleRun({ clusters }), "original");
  const dots = rowsOf(sampleRun({ clusters }), "original", GLYPHS);
  expect(dots).toHaveLength(clusters);
  expect(new Set(dots.map(({ x, y }) => `${String(x)} ${String(y)}`)).size).toBe(clusters);
  for (const { x, y } of dots) {
    expect(Number(x)).toBeLessThan(Number(spec["width"]));
    expect(Number(y)).toBeLessThan(Number(spec["height"]));
  }
});

function withLoads(loads: readonly (readonly [string, string, number])[]): RunDocuments {
  const docs = sampleRun();
  const others = docs.summary.results.filter(({ metric }) => metric !== "station_utilization");
  const rows = (["original", "kvstoremesh"] as const).flatMap((topology) =>
    loads.map(([cluster, station, value]): SummaryRow => ({
      topology,
      metric: "station_utilization",
      labels: { cluster, station },
      stat: "mean",
      unit: "ratio",
      value,
    })),
  );
  return { ...docs, summary: { ...docs.summary, results: [...others, ...rows] } };
}

function specOf(docs: RunDocuments, topology: TopologyName): JsonObject {
  const chart = meshPicture(docs, topology);
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  return chart.spec;
}

function rowsOf(
  docs: RunDocuments,
  topology: TopologyName,
  layer: number,
): readonly Readonly<Record<string, unknown>>[] {
  const layers = specOf(docs, topology)["layer"] as readonly JsonObject[];
  const { values } = layers[layer]?.["data"] as { values: Readonly<Record<string, unknown>>[] };
  return values;
}
