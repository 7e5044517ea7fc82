/** The bottleneck is the busiest station of any cluster, and a full one is called saturated. */
import { expect, it } from "vitest";
import type { SummaryRow } from "../../src/measure/documents.js";
import { bottleneckSentence, busiestStations, isOverloaded } from "../../src/report/findings.js";
import type { RunDocuments } from "../../src/report/run-documents.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { stationUtilizationChart } from "../../src/report/charts/station-utilization.js";
import { sampleRun } from "./sample-run.js";

it("names station, cluster and how busy it is", () => {
  const docs = withStation(sampleRun(), "cluster-2", "kvstoremesh-limiter", 0.61, 0.97);
  expect(bottleneckSentence(docs, "kvstoremesh")).toBe(
    "kvstoremesh rate limiter of cluster-2: 61 % busy on average, 97 % in its highest time bin. " +
      "It is full for short times only.",
  );
  expect(isOverloaded(docs, "kvstoremesh")).toBe(false);
  expect(isOverloaded(docs, "original")).toBe(false);
});

it("calls a full station saturated", () => {
  const docs = withStation(sampleRun(), "cluster-3", "etcd-apply", 0.99, 1);
  expect(bottleneckSentence(docs, "kvstoremesh")).toContain("saturated: work waits without bound");
  expect(isOverloaded(docs, "kvstoremesh")).toBe(true);
});

it("does not place a link in a cluster", () => {
  const docs = withStation(sampleRun(), "all", "link:eu-us", 0.7, 0.8);
  expect(bottleneckSentence(docs, "kvstoremesh")).toMatch(/^link eu-us: 70 % busy/);
});

it("keeps one entry a kind of station, the busiest first", () => {
  const stations = busiestStations(sampleRun({ clusters: 5 }), "original");
  expect(stations.map(({ station }) => station)).toEqual([
    "apiserver-limiter",
    "etcd-apply",
    "etcd-raft",
    "etcd-cores",
    "etcd-egress",
  ]);
});

it("says when changes did not arrive", () => {
  const base = sampleRun();
  const results = base.summary.results.map((row) =>
    row.metric === "changes_undelivered" ? { ...row, value: 12 } : row,
  );
  const docs = { ...base, summary: { ...base.summary, results } };
  expect(bottleneckSentence(docs, "original")).toContain("12 changes had not arrived");
  expect(isOverloaded(docs, "original")).toBe(true);
});

it("a time bin far beyond the bars does not stretch the axis until no bar is seen", () => {
  const end = (max: number): unknown => {
    const chart = stationUtilizationChart(
      withStation(sampleRun(), "cluster-3", "etcd-egress", 2, max),
    );
    if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
    const [bars] = chart.spec["layer"] as readonly {
      encoding: { x: { scale: { domain: readonly number[] } } };
    }[];
    return bars?.encoding.x.scale.domain[1];
  };
  expect(end(5)).toBeCloseTo(5.1);
  expect(end(379)).toBeCloseTo(2.04);
});

function withStation(
  docs: RunDocuments,
  cluster: string,
  station: string,
  mean: number,
  max: number,
): RunDocuments {
  const row = {
    topology: "kvstoremesh" as const,
    metric: "station_utilization",
    labels: { cluster, station },
    unit: "ratio" as const,
  };
  const added: SummaryRow[] = [
    { ...row, stat: "mean", value: mean },
    { ...row, stat: "max", value: max },
  ];
  const others = docs.summary.results.filter(
    ({ metric, labels }) =>
      metric !== row.metric || labels["cluster"] !== cluster || labels["station"] !== station,
  );
  return { ...docs, summary: { ...docs.summary, results: [...others, ...added] } };
}
