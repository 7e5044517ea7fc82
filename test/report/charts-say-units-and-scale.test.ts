/** Every chart: units on its axes, scale or start of the axis in words, few series, a text alternative. */
import { describe, expect, it } from "vitest";
import { allCharts } from "../../src/report/charts/all-charts.js";
import type { DrawnChart } from "../../src/report/charts/chart.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { sampleIncidentRun } from "./sample-incidents.js";

const charts = allCharts(sampleIncidentRun())
  .map(({ chart }) => chart)
  .filter(isDrawn);

it("draws all charts of a complete run", () => {
  expect(charts.map((chart) => chart.name)).toEqual([
    "mesh-original",
    "mesh-kvstoremesh",
    "connections",
    "watch-streams",
    "watchers",
    "latency-distribution",
    "latency-over-time",
    "latency-stages",
    "latency-by-type",
    "cross-cluster-traffic",
    "station-utilization",
    "etcd-puts-over-time",
    "etcd-watch-events-over-time",
    "etcd-bytes-over-time",
    "etcd-cpu-over-time",
    "etcd-memory-over-time",
    "sync-queue-over-time",
    "clients-in-sync",
    "incident-etcd-cpu",
    "incident-latency",
  ]);
});

// A picture of the mesh has no axes (mesh-is-pictured.test.ts).
const plots = charts.filter(({ name }) => !name.startsWith("mesh-"));

describe.each(plots.map((chart) => [chart.name, chart] as const))("%s", (_, chart) => {
  it("says how its axes are scaled", () => {
    const { subtitle } = chart.spec["title"] as { subtitle: string[] };
    expect(subtitle.join(" ")).toMatch(/starts? at 0|logarithmic/);
  });

  it("has a unit on every quantitative axis", () => {
    const titles = axisTitles(chart);
    expect(titles.length).toBeGreaterThan(0);
    for (const title of titles) {
      expect(title).toMatch(/\((time|count|%|s|B\/s|bytes|MiB|cores|log|.*log scale)|per second/);
    }
  });

  it("has at most seven series", () => {
    for (const scale of colorDomains(chart)) expect(scale.length).toBeLessThanOrEqual(7);
  });

  it("describes itself with numbers, for both topologies", () => {
    expect(chart.description).toMatch(/\d/);
    expect(chart.description).toMatch(/KVStoreMesh/);
  });
});

it("gives both topologies one axis", () => {
  const latency = charts.find((chart) => chart.name === "latency-over-time");
  const domains = find(latency?.spec, "y").flatMap((y) => at(y, "scale", "domain") ?? []);
  expect(domains).toHaveLength(4);
  expect(new Set(domains).size).toBe(2);
});

function axisTitles(chart: DrawnChart): readonly string[] {
  return ["x", "y"]
    .flatMap((channel) => find(chart.spec, channel))
    .filter((encoding) => at(encoding, "type") === "quantitative")
    .map((encoding) => at(encoding, "axis", "title"))
    .filter((title) => typeof title === "string");
}

function colorDomains(chart: DrawnChart): readonly (readonly unknown[])[] {
  return find(chart.spec, "color").flatMap((encoding) => {
    const domain = at(encoding, "scale", "domain");
    return Array.isArray(domain) ? [domain as unknown[]] : [];
  });
}

/** All values under `key`, at any depth, data left out. */
function find(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, child]) =>
    name === "data" ? [] : [...(name === key ? [child] : []), ...find(child, key)],
  );
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}
