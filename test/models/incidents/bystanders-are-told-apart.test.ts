/** Latency of the agents whose clusters no incident names stands by itself; when all are named there is none. */
import { expect, it } from "vitest";
import type { Incident } from "../../../src/scenario/incident.js";
import { figure, run } from "../small-mesh.js";

const restart = (clusters: readonly string[]): Incident => ({
  name: "restart",
  what: "agents-restart",
  atNs: 20e9,
  clusters,
  agents: { fraction: 1 },
  waves: undefined,
  jitterNs: 0,
  downtimeNs: 2e9,
});

const during = { period: "during" };
const BYSTANDERS = "incident_bystander_latency_seconds";

it.each(["original", "kvstoremesh"] as const)(
  "%s: only those that restart were away",
  (topology) => {
    const { rows } = run(topology, { incidents: [restart(["cluster-001"])] });
    expect(figure(rows, "incident_latency_seconds", "max", during)).toBeGreaterThan(1);
    expect(figure(rows, BYSTANDERS, "max", during)).toBeLessThan(0.5);
    const all = figure(rows, "incident_latency_seconds", "count", { period: "before" });
    const bystanders = figure(rows, BYSTANDERS, "count", { period: "before" });
    expect(bystanders).toBeGreaterThan(0);
    expect(bystanders).toBeLessThan(all);
  },
);

it("nobody stands by when the agents of every cluster restart", () => {
  const clusters = ["cluster-001", "cluster-002", "cluster-003"];
  const { rows } = run("original", { incidents: [restart(clusters)] });
  expect(rows.some(({ metric }) => metric === "incident_latency_seconds")).toBe(true);
  expect(rows.some(({ metric }) => metric === BYSTANDERS)).toBe(false);
});
