/** Panels of a sweep's chart can be compared by eye, and a frontier says where nobody looked further. */
import { expect, it } from "vitest";
import type { JsonObject } from "../../src/report/charts/chart.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { frontierChart } from "../../src/report/charts/frontier.js";
import { sweepChart } from "../../src/report/charts/sweep-lines.js";
import { renderSvg } from "../../src/report/render-chart.js";

const SWEEP = {
  name: "puts",
  title: "Puts",
  xLabel: "clusters",
  yLabel: "puts (per second)",
  unit: "1/s",
  xScale: "linear",
  yScale: "linear",
  seriesLabel: "churn",
  seeds: [1, 1],
} as const;

it("panels of one chart have the same vertical axis, however unlike the topologies", () => {
  const points = (["original", "kvstoremesh"] as const).flatMap((topology) =>
    [2, 8].map((x) => ({
      topology,
      x,
      series: "1",
      mean: topology === "original" ? x : 100 * x,
      low: null,
      high: null,
    })),
  );
  const chart = sweepChart({ ...SWEEP, points });
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  const domains = [
    ...JSON.stringify(chart.spec).matchAll(/"field":"y"[^}]*"domain":(\[[^\]]*\])/g),
  ];
  expect(domains.length).toBeGreaterThanOrEqual(4);
  expect(new Set(domains.map((match) => match[1]))).toEqual(new Set(["[0,800]"]));
  const { subtitle } = chart.spec["title"] as { readonly subtitle: readonly string[] };
  expect(subtitle).toContain("All panels have the same axes.");
});

it("a frontier marks where the search merely stopped, and hard limits, and says what the marks are", async () => {
  const at = { topology: "original", clusters: 48 } as const;
  const chart = frontierChart({
    scenario: "a-mesh",
    today: { nodes: 100, clusters: 3 },
    points: [
      { ...at, nodes: 50, end: "search" },
      { ...at, nodes: 100, end: "hard limit" },
      { ...at, nodes: 200, clusters: 20, end: "objective" },
    ],
  });
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  const layers = chart.spec["layer"] as readonly JsonObject[];
  const marks = layers.map(({ data }) => (data as { values: JsonObject[] }).values)[2];
  expect(marks?.map(({ nodes, above }) => [nodes, above])).toEqual([
    [50, "↑"],
    [100, "▔"],
  ]);
  expect(JSON.stringify(chart.spec["title"])).toMatch(/Arrow: the search merely stopped/);
  expect(chart.description).toContain("48 clusters of 50 nodes or more");
  expect(await renderSvg(chart)).toContain("↑");
});
