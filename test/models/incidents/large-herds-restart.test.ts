/** More agents than etcd lets catch up in one pass restart while changes go on: nobody is told of anything twice. */
import { expect, it } from "vitest";
import type { Incident } from "../../../src/scenario/incident.js";
import { figure, group, run } from "../small-mesh.js";

const restart: Incident = {
  name: "restart",
  what: "agents-restart",
  atNs: 5e9,
  clusters: ["cluster-001"],
  agents: { fraction: 1 },
  waves: undefined,
  jitterNs: 0,
  downtimeNs: 2e9,
};

it.each(["original", "kvstoremesh"] as const)("%s", (topology) => {
  const groups = [group({ clusters: 2, agents: 700, endpoints: 3000, endpointsQPS: 40 })];
  const apiserver = { qps: 100, bootstrapQps: 10_000, maxInflight: 20, listLimit: 256 };
  const { rows } = run(topology, { groups, apiserver, incidents: [restart] });
  expect(figure(rows, "incident_resync_seconds", "count", { client: "agent" })).toBe(700);
  expect(figure(rows, "changes_undelivered", "value", {})).toBe(0);
});
