/** The stack of stages is as long as the mean latency, in both topologies. */
import { expect, it } from "vitest";
import { isDrawn } from "../../src/report/charts/chart.js";
import { latencyStagesChart } from "../../src/report/charts/latency-stages.js";
import { meanLatency, sampleRun } from "./sample-run.js";

it("draws every stage of both topologies", () => {
  const chart = latencyStagesChart(sampleRun());
  if (!isDrawn(chart)) throw new Error(chart.emptyBecause);
  const { values } = chart.spec["data"] as {
    values: { topology: string; seconds: number; part: string }[];
  };
  const sum = (topology: string): number =>
    values.filter((v) => v.topology === topology).reduce((total, v) => total + v.seconds, 0);
  expect(values).toHaveLength(5 + 8);
  expect(sum("original")).toBeCloseTo(meanLatency("original"), 9);
  expect(sum("KVStoreMesh")).toBeCloseTo(meanLatency("kvstoremesh"), 9);
  expect(new Set(values.map((value) => value.part)).size).toBeLessThanOrEqual(7);
});
