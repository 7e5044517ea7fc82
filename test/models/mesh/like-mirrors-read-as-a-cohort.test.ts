/**
 * When the clusters that are not observed are a flow, the mirrors of those that are read each source as a few cohorts.
 * Nobody but the event queue may notice: connections and what every reader ends up with are the same, also when the
 * source that they read goes away and they come back one after another.
 */
import { describe, expect, it } from "vitest";
import type { Incident } from "../../../src/scenario/incident.js";
import type { Scenario } from "../../../src/scenario/scenario.js";
import { figure, group, run, scenario } from "../small-mesh.js";

const incidents: readonly Incident[] = [
  {
    atNs: 20e9,
    what: "etcd-restart",
    clusters: ["cluster-003"],
    downtimeNs: 2e9,
    name: "etcd-restart",
  },
];
const mesh = (change: Partial<Scenario>): Partial<Scenario> => ({
  groups: [group({ clusters: 12, nodes: 20, agents: 20 })],
  timeline: { ...scenario().timeline, durationNs: 90e9, drainNs: 300e9 },
  start: "in-sync",
  ...change,
});
const SESSIONS = ["etcd_connections", "clustermesh_sim_watchers"];

describe.each([
  ["nothing happens", []],
  ["a source restarts", incidents],
])("%s", (_name, happening) => {
  const single = run("kvstoremesh", mesh({ observe: { sample: 4 }, incidents: happening }));
  const cohorts = run(
    "kvstoremesh",
    mesh({ observe: { sample: 4, others: "fluid" }, incidents: happening }),
  );

  it("opens the same connections, streams and watchers at every etcd", () => {
    const sessions = ({ rows }: typeof single): readonly unknown[] =>
      rows.filter(({ metric }) => SESSIONS.includes(metric));
    expect(sessions(single).length).toBeGreaterThan(100);
    expect(sessions(cohorts)).toEqual(sessions(single));
  });

  it("leaves nobody without what the sources have", () => {
    expect(figure(cohorts.rows, "changes_undelivered", "value", {})).toBe(0);
    const labels = { type: "all", stage: "total" };
    const samples = (one: typeof single): number =>
      figure(one.rows, "sync_latency_seconds", "count", labels);
    expect(samples(cohorts)).toBe(samples(single));
  });

  it("takes as long", () => {
    for (const [stat, tolerance] of [
      ["p50", 0.03],
      ["mean", 0.05],
    ] as const) {
      const of = ({ rows }: typeof single): number =>
        figure(rows, "sync_latency_seconds", stat, { type: "all", stage: "total" });
      expect(Math.abs(of(cohorts) / of(single) - 1), stat).toBeLessThan(tolerance);
    }
  });
});
