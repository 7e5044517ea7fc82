/** The stack of stages is as long as the mean latency, in both topologies, and shares of its time add up to all. */
import { expect, it } from "vitest";
import type { SummaryRow } from "../../src/measure/documents.js";
import { isDrawn } from "../../src/report/charts/chart.js";
import { latencyStagesChart } from "../../src/report/charts/latency-stages.js";
import type { RunDocuments } from "../../src/report/run-documents.js";
import { stageTimes } from "../../src/report/stage-times.js";
import { meanLatency, sampleRun } from "./sample-run.js";

it("draws every stage of both topologies", () => {
  const chart = latencyStagesChart(sampleRun());
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  const { values } = chart.spec["data"] as {
    values: { topology: string; ofMean: number; part: string }[];
  };
  const sum = (topology: string): number =>
    values.filter((v) => v.topology === topology).reduce((total, v) => total + v.ofMean, 0);
  expect(values).toHaveLength(5 + 8);
  expect(sum("original")).toBeCloseTo(meanLatency("original"), 9);
  expect(sum("KVStoreMesh")).toBeCloseTo(meanLatency("kvstoremesh"), 9);
  expect(new Set(values.map((value) => value.part)).size).toBeLessThanOrEqual(7);
});

it("a stage that few changes passed is a small part, however long they took", () => {
  // 90 changes took 1 s in the limiter and 2 s on the network; 10 were listed after 50 s.
  const docs = ofStages({
    "source-limiter": [90, 1],
    network: [90, 2],
    relist: [10, 50],
    total: [100, 7.7],
  });
  expect(stageTimes(docs, "original")).toEqual([
    { stage: "source-limiter", seconds: 1, ofMean: 0.9 },
    { stage: "network", seconds: 2, ofMean: 1.8 },
    { stage: "relist", seconds: 50, ofMean: 5 },
  ]);
});

function ofStages(stages: Readonly<Record<string, readonly [number, number]>>): RunDocuments {
  const base = sampleRun({ topologies: ["original"] });
  const results = Object.entries(stages).flatMap(([stage, [count, mean]]): SummaryRow[] => {
    const row = { topology: "original", metric: "sync_latency_seconds" } as const;
    const labels = { type: "all", stage };
    return [
      { ...row, labels, unit: "count", stat: "count", value: count },
      { ...row, labels, unit: "seconds", stat: "mean", value: mean },
    ];
  });
  return { ...base, summary: { ...base.summary, results } };
}
