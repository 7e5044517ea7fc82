/** Collections take CPU that work saved up before: no more and no less, but at once. */
import { expect, test } from "vitest";
import { Collector } from "../../../models/etcd/collector.js";
import { CpuMeter } from "../../../models/etcd/cpu-meter.js";
import { parseCostProfile, type CostProfile } from "../../../models/etcd/costs.js";
import { readFileSync } from "node:fs";

const TEXT = readFileSync("models/etcd/costs/default.yaml", "utf8");

function costsWith(collectPerByte: number): CostProfile {
  const costs = parseCostProfile("default.yaml", TEXT);
  const values = {
    ...costs.values,
    collectPerByte,
    collectAfterBase: 1000,
    collectAfterShare: 0.5,
  };
  return { ...costs, values };
}

function collectorOf(
  costs: CostProfile,
  grownBytes = 0,
): { readonly collector: Collector; readonly pieces: number[]; readonly meter: CpuMeter } {
  const pieces: number[] = [];
  const meter = new CpuMeter();
  const collector = new Collector({
    costs,
    meter,
    residentBytes: () => costs.values.memoryBase + grownBytes,
    occupy: (cpuNs) => pieces.push(cpuNs),
  });
  return { collector, pieces, meter };
}

test("what was saved up is spent when as much was allocated as is live", () => {
  const { collector, pieces } = collectorOf(costsWith(2));
  const saved = [400, 400, 400].map((bytes) => collector.allocate("rpc", bytes));
  expect(saved).toEqual([800, 800, 800]);
  expect(pieces).toEqual([2400]);
});

test("an etcd with more in memory collects less often, and longer", () => {
  const { collector, pieces } = collectorOf(costsWith(1), 4000);
  for (let i = 0; i < 30; i += 1) collector.allocate("send", 100);
  expect(pieces).toEqual([3000]);
});

test("each kind of work is charged with its own garbage", () => {
  const { collector, meter } = collectorOf(costsWith(1));
  collector.allocate("rpc", 300);
  collector.allocate("list", 700);
  expect([...meter.usedNs].filter((ns) => ns > 0)).toEqual([300, 700]);
});

test("a profile that spreads collections evenly has no pieces", () => {
  const { collector, pieces } = collectorOf(costsWith(0));
  expect(collector.allocate("rpc", 1e9)).toBe(0);
  expect(pieces).toEqual([]);
});
