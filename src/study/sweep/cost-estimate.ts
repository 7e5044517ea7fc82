/**
 * What a run will take, without running it: events, seconds of one core, memory. The form follows from the models - keys
 * are written once at the source and once into each mirror, changes fan out to each reading cluster, timers tick - and
 * the factors were fitted to 26 runs of 2 to 251 clusters (2.1 GHz server core, Node 20). Good to a factor of two to
 * three, for planning only; no result hangs on it. A sweep that has finished runs corrects the seconds by those.
 */
import type { ClusterGroup, Scenario, TopologyName } from "../../scenario/scenario.js";

export interface RunCost {
  readonly events: number;
  readonly seconds: number;
  readonly memoryBytes: number;
}

/** What the work of a run is proportional to. */
interface Work {
  /** Keys that real clusters write into their own etcd. */
  readonly sourceKeys: number;
  /** Keys that mirrors write. */
  readonly mirroredKeys: number;
  readonly changes: number;
  /** Changes times the clusters whose agents read them from the source. */
  readonly readChanges: number;
  readonly mirroredChanges: number;
  /** Pairs of clusters times seconds, and clusters times seconds. */
  readonly pairSeconds: number;
  readonly clusterSeconds: number;
}

const EVENTS: Readonly<Record<keyof Work, number>> = {
  sourceKeys: 5,
  mirroredKeys: 4.6,
  changes: 4,
  readChanges: 0.02,
  mirroredChanges: 1.6,
  pairSeconds: 0.1,
  clusterSeconds: 8,
};
const SECONDS: Readonly<Record<keyof Work, number>> = {
  sourceKeys: 8e-6,
  mirroredKeys: 8e-6,
  changes: 4.5e-5,
  readChanges: 1e-6,
  mirroredChanges: 1.5e-5,
  pairSeconds: 1e-6,
  clusterSeconds: 1e-4,
};
/** Starting a run, and reading a result. */
const BASE_SECONDS = 0.2;
const BASE_BYTES = 110 * 2 ** 20;
const BYTES_PER_KEY = 450;
const BYTES_PER_MIRRORED_KEY = 200;

/** What one seed of a scenario takes, all its topologies one after the other. */
export function runCost(scenario: Scenario): RunCost {
  const works = scenario.topologies.map((topology) => workOf(scenario, topology));
  const keys = scenario.groups.reduce((sum, group) => sum + group.clusters * keysOf(group), 0);
  const mirrored = Math.max(0, ...works.map(({ mirroredKeys }) => mirroredKeys));
  return {
    events: Math.round(works.reduce((sum, work) => sum + weigh(work, EVENTS), 0)),
    seconds: works.reduce((sum, work) => sum + BASE_SECONDS + weigh(work, SECONDS), 0),
    memoryBytes: BASE_BYTES + keys * BYTES_PER_KEY + mirrored * BYTES_PER_MIRRORED_KEY,
  };
}

function weigh(work: Work, factors: Readonly<Record<keyof Work, number>>): number {
  return (Object.keys(factors) as (keyof Work)[]).reduce(
    (sum, name) => sum + work[name] * factors[name],
    0,
  );
}

function workOf({ groups, observe, timeline }: Scenario, topology: TopologyName): Work {
  const total = (count: (group: ClusterGroup) => number): number =>
    groups.reduce((sum, group) => sum + group.clusters * count(group), 0);
  const seconds = (timeline.warmupNs + timeline.durationNs) / 1e9;
  const clusters = total(() => 1);
  const real = total((group) => (group.mocked ? 0 : 1));
  const readers = total((group) => (group.agents > 0 ? 1 : 0));
  const isMirrored = topology === "kvstoremesh";
  const mirrors = !isMirrored ? 0 : observe === "all" ? real : Math.min(real, observe.sample);
  const changes = seconds * total(changesPerSecond);
  return {
    sourceKeys: total((group) => (group.mocked ? 0 : keysOf(group))),
    mirroredKeys: mirrors * total(keysOf),
    changes,
    readChanges: isMirrored ? 0 : readers * changes,
    mirroredChanges: mirrors * changes,
    pairSeconds: clusters * (isMirrored ? mirrors : readers) * seconds,
    clusterSeconds: clusters * seconds,
  };
}

function keysOf({ nodes, identities, endpoints, services }: ClusterGroup): number {
  return nodes + identities + endpoints + services;
}

function changesPerSecond(group: ClusterGroup): number {
  return group.nodesQPS + group.identitiesQPS + group.endpointsQPS + group.servicesQPS;
}
