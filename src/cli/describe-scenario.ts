/**
 * A scenario in one line, for a person who wants to know what it came to. Not the whole of it: scenario.yaml in the
 * result directory and the report have that.
 */
import type { ClusterGroup, Scenario } from "../scenario/scenario.js";

/** As in "3 clusters, 300 nodes, 300 agents, 3,000 endpoints; original and kvstoremesh; 5m after 30s warm-up". */
export function describeScenario(scenario: Scenario): string {
  const { groups, topologies, timeline, ciliumVersion } = scenario;
  const counts = [
    count(groups, "cluster", () => 1),
    count(groups, "node", (group) => group.nodes),
    count(groups, "agent", (group) => group.agents),
    count(groups, "endpoint", (group) => group.endpoints),
    count(groups, "identity", (group) => group.identities, "identities"),
    count(groups, "service", (group) => group.services),
  ];
  const time = `${duration(timeline.durationNs)} after ${duration(timeline.warmupNs)} of warm-up`;
  const parts = [counts.join(", "), topologies.join(" and "), `Cilium ${ciliumVersion}`, time];
  return parts.join("; ");
}

function count(
  groups: readonly ClusterGroup[],
  one: string,
  perCluster: (group: ClusterGroup) => number,
  many = `${one}s`,
): string {
  const total = groups.reduce((sum, group) => sum + group.clusters * perCluster(group), 0);
  return `${total.toLocaleString("en-US")} ${total === 1 ? one : many}`;
}

/** Nanoseconds as "1h30m", "90s" stays "1m30s", "0s". Parts under a second are shown as a fraction. */
function duration(ns: number): string {
  const seconds = ns / 1e9;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Number((seconds % 60).toFixed(3));
  const parts = [hours > 0 ? `${hours}h` : "", minutes > 0 ? `${minutes}m` : ""];
  if (rest > 0 || seconds === 0) parts.push(`${rest}s`);
  return parts.join("");
}
