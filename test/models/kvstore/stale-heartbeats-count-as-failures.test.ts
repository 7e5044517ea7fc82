/** A status check that finds no heartbeat for 120 s counts one failure; nothing between two checks is seen. */
import { expect, it } from "vitest";
import { checkIntervalNs, HeartbeatMonitor } from "../../../models/kvstore/heartbeat-monitor.js";

const S = 1e9;

function failuresAfter(beats: readonly number[], untilSeconds: number): number {
  const monitor = new HeartbeatMonitor(checkIntervalNs(undefined));
  monitor.start(0);
  for (const seconds of beats) monitor.beat(seconds * S);
  return monitor.failures(untilSeconds * S);
}

it("a beat a minute is healthy", () => {
  expect(failuresAfter([60, 120, 180, 240], 359)).toBe(0);
});

it("a gap is noticed by the first check after 120 s, and counted once", () => {
  expect(failuresAfter([60], 179)).toBe(0);
  expect(failuresAfter([60], 180)).toBe(1);
  expect(failuresAfter([60], 10_000)).toBe(1);
});

it("a gap that ends before a check looks is not noticed", () => {
  expect(failuresAfter([61, 199], 250)).toBe(0);
  expect(failuresAfter([61, 211], 250)).toBe(1);
});

it("agents stretch the interval by the size of the mesh", () => {
  expect(checkIntervalNs(1_000) / S).toBeCloseTo(207, 0);
  expect(checkIntervalNs(50_000) / S).toBeCloseTo(325, 0);
});
