/**
 * Keys of overloaded mirrors wait in a backlog that the mirrors of a fan share. It only saves work: a run has the same
 * rows, series and transitions when every key waits in its store's own queue.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { FanBacklog } from "../../../models/process/fan-backlog.js";
import type { Incident } from "../../../src/scenario/incident.js";
import type { Scenario } from "../../../src/scenario/scenario.js";
import type { TopologyRun } from "../../../src/runner/simulate.js";
import { group, run, scenario } from "../small-mesh.js";

const SECOND = 1e9;
const QUEUE = "cilium_kvstoremesh_kvstore_sync_queue_size";

/** Mirrors that may write 4 keys a second hear some 30 changes a second, of 20 endpoints each. */
const overloaded = (incidents: readonly Incident[]): Partial<Scenario> => ({
  groups: [group({ clusters: 12, nodes: 20, agents: 20, endpoints: 20, endpointsQPS: 2.5 })],
  kvstoremesh: { qps: 4, bootstrapQps: 0, maxInflight: 3, listLimit: 256 },
  timeline: { ...scenario().timeline, durationNs: 60 * SECOND, drainNs: 30 * SECOND },
  start: "in-sync",
  incidents,
});

const incidents: readonly (readonly [string, readonly Incident[]])[] = [
  ["nothing happens", []],
  [
    "a source restarts, and its mirrors list again",
    [
      {
        atNs: 20 * SECOND,
        what: "etcd-restart",
        clusters: ["cluster-003"],
        downtimeNs: 2 * SECOND,
        name: "etcd-restart",
      },
    ],
  ],
  [
    "the agents of a cluster restart",
    [
      {
        atNs: 20 * SECOND,
        what: "agents-restart",
        clusters: ["cluster-002"],
        agents: { fraction: 1 },
        waves: { size: { fraction: 0.5 }, everyNs: 10 * SECOND },
        jitterNs: 0,
        downtimeNs: 2 * SECOND,
        name: "agents-restart",
      },
    ],
  ],
];

afterEach(() => vi.restoreAllMocks());

describe.each(incidents)("%s", (_name, happening) => {
  it.each([
    ["read as cohorts", { sample: 5, others: "fluid" }],
    ["read each for itself", "all"],
  ] as const)(
    "gives the same results as queues of one's own, where mirrors %s",
    (_how, observe) => {
      const mesh = { ...overloaded(happening), observe };
      const enter = vi.spyOn(FanBacklog.prototype, "enter");
      const take = vi.spyOn(FanBacklog.prototype, "take");
      const shared = run("kvstoremesh", mesh);
      expect(enter.mock.results.filter(({ value }) => value).length).toBeGreaterThan(20);
      expect(take.mock.results.filter(({ value }) => value).length).toBeGreaterThan(500);
      enter.mockReturnValue(false);
      const own = run("kvstoremesh", mesh);
      expect(results(shared)).toEqual(results(own));
      expect(shared.events).toBeLessThan(own.events);
      const longest = shared.rows.filter(({ metric, stat }) => metric === QUEUE && stat === "max");
      expect(Math.max(...longest.map(({ value }) => value))).toBeGreaterThan(50);
    },
  );
});

function results({ rows, series, transitions }: TopologyRun): unknown {
  return { rows, series, transitions };
}
