/** From a checked scenario file to the resolved scenario: units converted, defaults that depend on others filled in. */
import type { CrossProblem } from "./groups.js";
import { resolveGroups } from "./groups.js";
import type { EtcdSpec, NetworkSpec, Scenario, TopologyName } from "./scenario.js";
import type { ScenarioFile } from "./schema.js";
import { resolveIncidents } from "./resolve-incidents.js";
import { resolveSlos } from "./slos.js";
import { bandwidthBps, durationNs, sizeBytes } from "./units.js";

type EtcdKeys = ScenarioFile["spec"]["mock"]["etcd"];
type NetworkKeys = ScenarioFile["spec"]["network"];

/** The resolved scenario, and every problem that only shows when fields are seen together. */
export function resolve(file: ScenarioFile): {
  readonly scenario: Scenario;
  readonly problems: readonly CrossProblem[];
} {
  const { metadata, spec } = file;
  const { apiserver, agent } = spec.clustermesh;
  const { groups, problems } = resolveGroups(file);
  const timeline = timelineOf(file);
  const { incidents, problems: incidentProblems } = resolveIncidents(spec.incidents, {
    groups,
    regions: spec.network.regions.map((region) => region.name),
    durationNs: timeline.durationNs,
  });
  const base: Scenario = {
    name: metadata.name,
    description: metadata.description,
    sources: metadata.sources,
    assumptions: metadata.assumptions,
    ciliumVersion: spec.ciliumVersion,
    topologies: topologies(spec.topology),
    fidelity: spec.fidelity,
    observe: observeOf(spec.observe),
    maxConnectedClusters: spec.maxConnectedClusters,
    groups,
    churn: spec.churn,
    network: network(spec.network),
    etcd: etcd(apiserver.etcd),
    mockEtcd: etcd(spec.mock.etcd),
    apiserver: limits(apiserver.etcd),
    kvstoremesh: limits(apiserver.kvstoremesh),
    agent: limits({ ...agent, bootstrapQps: 0 }),
    mock: {
      qps: spec.mock.etcdQPS,
      bootstrapQps: spec.mock.etcdBootstrapQPS,
      maxInflight: spec.mock.etcdMaxInflight,
      listLimit: 256,
    },
    replicas: spec.clustermesh.apiserver.replicas,
    kvstoreMode: spec.clustermesh.apiserver.kvstoremesh.kvstoreMode,
    cacheTtlNs: durationNs(spec.clustermesh.cacheTTL),
    operator: {
      enableEndpointSliceSynchronization: spec.clustermesh.enableEndpointSliceSynchronization,
    },
    incidents,
    timeline,
    limits: spec.simulation.limits,
    ...(spec.simulation.start === "in-sync" ? { start: "in-sync" as const } : {}),
  };
  const objectives = resolveSlos(spec, base);
  const scenario = objectives.slos.length === 0 ? base : { ...base, slos: objectives.slos };
  return {
    scenario,
    problems: [
      ...problems,
      ...objectives.problems,
      ...networkProblems(spec.network),
      ...incidentProblems,
      ...timelineProblems(scenario),
      ...apartProblems(scenario),
    ],
  };
}

/** What is the default is left out, so that equal scenarios are equal. */
function observeOf(observe: ScenarioFile["spec"]["observe"]): Scenario["observe"] {
  if (observe === "all") return "all";
  const { sample, others, receivers } = observe;
  return {
    sample,
    ...(others === "fluid" ? { others } : {}),
    ...(receivers === "apart" ? { receivers } : {}),
  };
}

/** What simulating receiving sides apart from the sources asks of the rest. */
function apartProblems(scenario: Scenario): readonly CrossProblem[] {
  const { observe, start, replicas, incidents, groups } = scenario;
  if (observe === "all" || observe.receivers !== "apart") return [];
  const path = ["spec", "observe", "receivers"];
  const needs = (what: string): CrossProblem => ({ path, message: `"apart" needs ${what}` });
  const problems: CrossProblem[] = [];
  if (observe.others !== "fluid") problems.push(needs('"others: fluid" beside it'));
  if (start !== "in-sync") problems.push(needs('"start: in-sync" in spec.simulation'));
  if (replicas > 1) problems.push(needs("one replica, not more, in spec.clustermesh.apiserver"));
  const real = groups.reduce((sum, group) => sum + (group.mocked ? 0 : group.clusters), 0);
  for (const incident of incidents) {
    const { what, name } = incident;
    const isEverywhere = "clusters" in incident && incident.clusters.length >= real;
    if (isEverywhere && what !== "churn-burst") {
      problems.push(needs(`incident "${name}" in fewer than all clusters`));
    }
    const changesWhoReads = what === "cluster-joins" || what === "cluster-leaves";
    const losesPackets = what === "link-degraded" && incident.loss > 0;
    if (changesWhoReads || losesPackets) problems.push(needs(`a run without incident "${name}"`));
  }
  return problems;
}

function topologies(topology: ScenarioFile["spec"]["topology"]): readonly TopologyName[] {
  return topology === "both" ? ["original", "kvstoremesh"] : [topology];
}

function etcd(keys: EtcdKeys): EtcdSpec {
  return {
    storageMedium: keys.storageMedium,
    cores: keys.cores,
    autoCompactionRetentionNs: durationNs(keys.autoCompactionRetention),
    quotaBackendBytes: sizeBytes(keys.quotaBackendBytes),
    tls: keys.tls,
    costProfile: keys.costProfile,
  };
}

function limits(keys: {
  readonly qps: number;
  readonly bootstrapQps: number;
  readonly maxInflight: number;
  readonly limit: number;
}) {
  const { qps, bootstrapQps, maxInflight, limit } = keys;
  return { qps, bootstrapQps, maxInflight, listLimit: limit };
}

function path(keys: { readonly rtt: string; readonly bandwidth: string }) {
  return { rttNs: durationNs(keys.rtt), bandwidthBps: bandwidthBps(keys.bandwidth) };
}

function network(keys: NetworkKeys): NetworkSpec {
  return {
    regions: keys.regions.map((region) => region.name),
    intraCluster: path(keys.intraCluster),
    intraRegion: path(keys.intraRegion),
    interRegion: path(keys.interRegion),
    links: keys.links.map((link) => ({ from: link.from, to: link.to, ...path(link) })),
  };
}

function networkProblems(keys: NetworkKeys): readonly CrossProblem[] {
  const problems: CrossProblem[] = [];
  const regions = new Set<string>();
  for (const [index, { name }] of keys.regions.entries()) {
    if (regions.has(name)) {
      const at = ["spec", "network", "regions", index, "name"];
      problems.push({ path: at, message: `region "${name}" is listed twice` });
    }
    regions.add(name);
  }
  const pairs = new Set<string>();
  for (const [index, { from, to }] of keys.links.entries()) {
    for (const [key, region] of [
      ["from", from],
      ["to", to],
    ] as const) {
      if (regions.has(region)) continue;
      const at = ["spec", "network", "links", index, key];
      const message = `region "${region}" is not in spec.network.regions (${[...regions].join(", ")})`;
      problems.push({ path: at, message });
    }
    const pair = [from, to].sort().join(" and ");
    if (pairs.has(pair)) {
      const at = ["spec", "network", "links", index];
      problems.push({ path: at, message: `the link between ${pair} is given twice` });
    }
    pairs.add(pair);
  }
  return problems;
}

function timelineOf({ spec }: ScenarioFile): Scenario["timeline"] {
  return {
    bootstrapTimeoutNs: durationNs(spec.simulation.bootstrapTimeout),
    warmupNs: durationNs(spec.simulation.warmup),
    durationNs: durationNs(spec.simulation.duration),
    drainNs: durationNs(spec.simulation.drain),
  };
}

function timelineProblems(scenario: Scenario): readonly CrossProblem[] {
  if (scenario.timeline.durationNs >= 1e9) return [];
  const at = ["spec", "simulation", "duration"];
  return [{ path: at, message: "must be at least 1s, or there is nothing to measure" }];
}
