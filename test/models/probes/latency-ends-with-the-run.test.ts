/**
 * What still waits in an etcd's NIC when the run ends has not arrived: it counts as undelivered, not in the latency.
 */
import { describe, expect, it, test } from "vitest";
import { cutDelivery, cutPart, membersBefore } from "../../../models/probes/run-end.js";
import { figure, group, run, scenario } from "../small-mesh.js";

const AGENTS = 50;
const overloaded = {
  groups: [group({ clusters: 2, nodes: AGENTS, endpointsQPS: 5 })],
  start: "in-sync",
  network: { ...scenario().network, intraCluster: { rttNs: 250_000, bandwidthBps: 4e5 } },
} as const;
const { durationNs, drainNs } = scenario().timeline;
const ALL = { type: "all", stage: "total" };

describe.each(["cohort", "individual"] as const)("an overloaded NIC, %s", (fidelity) => {
  const { rows } = run("original", { ...overloaded, fidelity });
  const late = figure(rows, "changes_undelivered", "value", {});

  it("no latency is longer than the window and the drain", () => {
    const longest = figure(rows, "sync_latency_seconds", "max", ALL);
    expect(longest).toBeGreaterThan((0.3 * durationNs) / 1e9);
    expect(longest).toBeLessThanOrEqual((durationNs + drainNs) / 1e9);
  });

  it("every change either arrived at an agent or did not", () => {
    const changes = rows
      .filter(({ metric, stat }) => metric === "changes_total" && stat === "sum")
      .reduce((sum, { value }) => sum + value, 0);
    const arrived = figure(rows, "sync_latency_seconds", "count", ALL);
    expect(late).toBeGreaterThan(0.1 * arrived);
    expect(arrived + late).toBe(changes * AGENTS);
  });
});

/** Eleven members, one a second from 100 s on. */
const part = { members: 11, firstNs: 100, lastNs: 110 };

test.each([
  [99, 0],
  [100, 1],
  [104.5, 5],
  [105, 6],
  [110, 11],
  [Infinity, 11],
])("members that were done by %s: %s", (endNs, members) => {
  expect(membersBefore(part, endNs)).toBe(members);
  expect(membersBefore({ ...part, firstNs: 110, lastNs: 100 }, endNs)).toBe(members);
});

const DELIVERY = {
  ...{ fromMember: 0, isWhole: true, revision: 1, appliedNs: 50 },
  ...{ sentFirstNs: 60, sentLastNs: 80, arrivedFirstNs: 90, arrivedLastNs: 108 },
};

test("the members that are done in time are kept, and what they were delivered", () => {
  expect(cutPart(part, 6)).toEqual({ members: 6, firstNs: 100, lastNs: 105 });
  expect(cutDelivery(DELIVERY, part, 6)).toEqual({
    ...DELIVERY,
    ...{ sentLastNs: 70, arrivedLastNs: 99 },
  });
});

test("where the last members are done first, these are kept", () => {
  const falling = { ...part, firstNs: 110, lastNs: 100 };
  expect(cutPart(falling, 6)).toEqual({ members: 6, firstNs: 105, lastNs: 100 });
  expect(cutDelivery(DELIVERY, falling, 6)).toEqual({
    ...DELIVERY,
    ...{ sentFirstNs: 70, arrivedFirstNs: 99 },
  });
});
