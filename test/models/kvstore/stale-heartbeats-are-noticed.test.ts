/** The first status check that finds no heartbeat for 120 s ends the client; nothing between two checks is seen. */
import { expect, it } from "vitest";
import { HeartbeatMonitor, sizeFactor } from "../../../models/kvstore/heartbeat-monitor.js";
import { Simulation } from "../../../src/engine/simulation.js";

const S = 1e9;

/** Seconds at which a monitor that was started at 0 found its heartbeat stale. */
function foundStale(beats: readonly number[], untilSeconds: number): readonly number[] {
  const sim = new Simulation({ seed: "1" });
  const found: number[] = [];
  const monitor = new HeartbeatMonitor(sim, {
    factor: sizeFactor(undefined),
    onStale: () => found.push(sim.nowNs / S),
  });
  monitor.start();
  for (const seconds of beats) sim.scheduleAt(seconds * S, () => monitor.beat(sim.nowNs));
  sim.run({ untilNs: untilSeconds * S });
  return found;
}

it("a beat a minute is healthy", () => {
  expect(foundStale([60, 120, 180, 240], 359)).toEqual([]);
});

it("a gap is noticed by the first check after 120 s, once", () => {
  expect(foundStale([60], 179)).toEqual([]);
  expect(foundStale([60], 10_000)).toEqual([180]);
});

it("a gap that ends before a check looks is not noticed", () => {
  expect(foundStale([61, 199], 250)).toEqual([]);
  expect(foundStale([61, 211], 250)).toEqual([210]);
});

it("a process that stands still looks when it goes on", () => {
  const sim = new Simulation({ seed: "1" });
  const found: number[] = [];
  const onStale = (): void => void found.push(sim.nowNs / S);
  const monitor = new HeartbeatMonitor(sim, { factor: 1, onStale });
  monitor.start();
  sim.scheduleAt(10 * S, () => monitor.freeze(true));
  sim.scheduleAt(400 * S, () => monitor.freeze(false));
  sim.run({ untilNs: 500 * S });
  expect(found).toEqual([400]);
});

it("agents stretch the interval by the size of the mesh", () => {
  expect(30 * sizeFactor(1_000)).toBeCloseTo(207, 0);
  expect(30 * sizeFactor(50_000)).toBeCloseTo(325, 0);
});
