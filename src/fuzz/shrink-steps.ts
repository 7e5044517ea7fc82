/**
 * Ways to make a scenario simpler: fewer clusters, agents, keys and changes, a shorter window, settings at their
 * defaults. Each gives candidates, the boldest first; every candidate is a valid scenario.
 */
import { loadScenario } from "../scenario/load.js";
import { clusterName } from "../scenario/resolve-incidents.js";
import type { ClusterGroup, Scenario } from "../scenario/scenario.js";
import { S } from "./draw.js";
import { timelineOf, type IncidentDraft } from "./timeline.js";

/** Candidates that are simpler than the given scenario in one respect. */
export type Step = (scenario: Scenario) => Iterable<Scenario>;

const COUNTS = ["agents", "endpoints", "identities", "nodes", "services"] as const;
const RATES = ["endpointsQPS", "identitiesQPS", "nodesQPS", "servicesQPS"] as const;

/** Settings that may go back to their defaults one by one; network goes with the groups' regions. */
const SETTINGS = [
  "ciliumVersion",
  "churn",
  "etcd",
  "mockEtcd",
  "apiserver",
  "kvstoremesh",
  "agent",
  "mock",
  "replicas",
  "kvstoreMode",
  "cacheTtlNs",
  "operator",
] as const;

/** Fewer clusters, agents, keys and changes; a shorter window. */
export const simplerMeshes: readonly Step[] = [
  fewerClusters,
  noChurn,
  fewerObjects,
  fewerChanges,
  shorterWindow,
];

/** Settings at their defaults. */
export const simplerSettings: readonly Step[] = [
  defaultSettings,
  function* originalTopology(scenario) {
    if (!scenario.topologies.includes("original")) yield { ...scenario, topologies: ["original"] };
  },
  oneRegion,
  plainGroups,
];

/** The scenario with other incidents; those that name what is no longer there lose the name, or go. */
export function withIncidents(scenario: Scenario, drafts: readonly IncidentDraft[]): Scenario {
  const clusters = new Set(scenario.groups.flatMap(namesOf));
  const places = new Set([...clusters, ...scenario.network.regions]);
  const kept = drafts.flatMap((draft): readonly IncidentDraft[] => {
    if ("between" in draft) return draft.between.every((side) => places.has(side)) ? [draft] : [];
    const named = draft.clusters.filter((name) => clusters.has(name));
    return named.length === 0 ? [] : [{ ...draft, clusters: named }];
  });
  return { ...scenario, incidents: timelineOf(kept, scenario.timeline.durationNs) };
}

function* fewerClusters(scenario: Scenario): Iterable<Scenario> {
  const { groups } = scenario;
  for (const [index, group] of groups.entries()) {
    if (groups.length > 1) yield withGroups(scenario, groups.toSpliced(index, 1));
    if (group.clusters === 1) continue;
    for (let gone = group.clusters - 1; gone >= 0; gone -= 1) {
      yield withGroups(scenario, groups.toSpliced(index, 1, ...without(group, gone)));
    }
  }
}

/** The group without its cluster at this place; the others keep their names, so it may take two groups. */
function without(group: ClusterGroup, gone: number): readonly ClusterGroup[] {
  const first = group.firstClusterID + gone + 1;
  const before = { ...group, clusters: gone };
  const after = { ...group, clusters: group.clusters - gone - 1, firstClusterID: first };
  if (gone === 0) return [after];
  if (after.clusters === 0) return [before];
  return [before, { ...after, name: `group-${first}` }];
}

function* noChurn(scenario: Scenario): Iterable<Scenario> {
  const none = { endpointsQPS: 0, identitiesQPS: 0, nodesQPS: 0, servicesQPS: 0 };
  const quiet = scenario.groups.map((group) => ({ ...group, ...none }));
  yield withGroups(scenario, quiet);
}

function* fewerObjects(scenario: Scenario): Iterable<Scenario> {
  for (const [index, group] of scenario.groups.entries()) {
    for (const field of COUNTS) {
      for (const count of lower(group[field])) {
        yield withGroups(scenario, scenario.groups.with(index, { ...group, [field]: count }));
      }
    }
  }
}

function* fewerChanges(scenario: Scenario): Iterable<Scenario> {
  for (const [index, group] of scenario.groups.entries()) {
    for (const field of RATES) {
      // In thousandths, so that rates stay short and the halving ends.
      const thousandths = Math.round(group[field] * 1e3);
      for (const rate of [0, Math.floor(thousandths / 2)]) {
        if (rate >= thousandths || (rate > 0 && rate < 10)) continue;
        const slower = { ...group, [field]: rate / 1e3 };
        yield withGroups(scenario, scenario.groups.with(index, slower));
      }
    }
  }
}

function* shorterWindow(scenario: Scenario): Iterable<Scenario> {
  const { timeline, incidents } = scenario;
  if (timeline.warmupNs > 0) yield { ...scenario, timeline: { ...timeline, warmupNs: 0 } };
  const lastNs = Math.max(0, ...incidents.map(({ atNs }) => atNs));
  const shortestNs = (Math.floor(lastNs / S) + 1) * S;
  const halfNs = Math.ceil(timeline.durationNs / 2 / S) * S;
  const roundNs = Math.floor(timeline.durationNs / S) * S;
  for (const durationNs of new Set([shortestNs, halfNs, roundNs])) {
    if (durationNs < shortestNs || durationNs >= timeline.durationNs) continue;
    yield { ...scenario, timeline: { ...timeline, durationNs } };
  }
}

function* defaultSettings(scenario: Scenario): Iterable<Scenario> {
  const defaults = defaultScenario();
  const all = Object.fromEntries(SETTINGS.map((name) => [name, defaults[name]]));
  yield { ...scenario, ...all };
  for (const name of SETTINGS) yield { ...scenario, [name]: defaults[name] };
  for (const name of ["etcd", "apiserver", "kvstoremesh", "agent"] as const) {
    for (const [field, value] of Object.entries(defaults[name])) {
      yield { ...scenario, [name]: { ...scenario[name], [field]: value as unknown } };
    }
  }
}

function* oneRegion(scenario: Scenario): Iterable<Scenario> {
  const { network } = defaultScenario();
  const [region = ""] = network.regions;
  const groups = scenario.groups.map((group) => ({ ...group, region }));
  yield withGroups({ ...scenario, network }, groups);
  const { intraCluster, intraRegion, interRegion } = network;
  yield { ...scenario, network: { ...scenario.network, intraCluster, intraRegion, interRegion } };
}

function* plainGroups(scenario: Scenario): Iterable<Scenario> {
  for (const [index, group] of scenario.groups.entries()) {
    yield withGroups(scenario, scenario.groups.with(index, { ...group, ipv6: false }));
    const open: ClusterGroup = { ...group, encryption: "disabled" };
    yield withGroups(scenario, scenario.groups.with(index, open));
  }
}

function withGroups(scenario: Scenario, groups: readonly ClusterGroup[]): Scenario {
  return withIncidents({ ...scenario, groups }, scenario.incidents);
}

/** Smaller whole numbers, the boldest first: none, one, then less and less of a step down. */
export function lower(count: number): readonly number[] {
  const candidates = [0, 1];
  for (let step = Math.ceil(count / 2); step >= 1; step = step === 1 ? 0 : Math.ceil(step / 2)) {
    candidates.push(count - step);
  }
  return [...new Set(candidates)].filter((one) => one >= 0 && one < count);
}

function namesOf({ clusters, firstClusterID }: ClusterGroup): readonly string[] {
  return Array.from({ length: clusters }, (_, offset) => clusterName(firstClusterID + offset));
}

let loaded: Scenario | undefined;

/** The scenario of a file that says nothing. */
function defaultScenario(): Scenario {
  const text = "{apiVersion: clustermesh-sim/v1, kind: Scenario, metadata: {name: default}}";
  loaded ??= loadScenario({ file: "defaults", text });
  return loaded;
}
