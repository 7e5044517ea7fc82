/**
 * What a run will take, without running it: events, seconds of one core, memory. The form follows from the models - keys
 * are written once at the source and once into each mirror, unless the run starts in sync; like clusters' agents read as
 * one; a change goes to each mirror; timers tick - and the factors stand for what the presets took (2.1 GHz server core with
 * busy neighbours, Node 20). Good to a factor of two to three, for planning only; no result hangs on it. A sweep that has
 * finished runs corrects the seconds by those. Not here: incidents, which may double it.
 */
import { MOST_RECEIVERS, receiversAreApart } from "../../models/apart/mesh-share.js";
import { ignoresSample, namedClusters, othersAreFluid } from "../../models/mesh-clusters.js";
import { changesPerSecond, keysOf } from "../scenario/group-sums.js";
import type { ClusterGroup, Scenario, TopologyName } from "../scenario/scenario.js";

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
  /** Changes times the agents that read them one by one. */
  readonly agentChanges: number;
  /** Changes that mirrors write, as far as their limiter lets them. */
  readonly mirroredPuts: number;
  /** Changes that mirrors hear of each for itself: with `others: fluid` they share what they hear. */
  readonly heardChanges: number;
  /** Changes times the mirrors that are not observed but write each of them. */
  readonly unobservedChanges: number;
  /** Clusters with an etcd of their own times seconds. */
  readonly clusterSeconds: number;
}

/**
 * Counted by kind in the presets: a mirror's put is a wait at the limiter, its way, its handling, WAL, apply loop, answer and
 * two sends; the same of a key that is written first, which nobody watches yet, is six or five.
 */
const EVENTS: Readonly<Record<keyof Work, number>> = {
  sourceKeys: 5,
  mirroredKeys: 6,
  changes: 6,
  agentChanges: 2,
  mirroredPuts: 8,
  heardChanges: 1,
  unobservedChanges: 5,
  clusterSeconds: 8,
};
/** What these took there, per unit. */
const SECONDS: Readonly<Record<keyof Work, number>> = {
  sourceKeys: 8e-6,
  mirroredKeys: 5e-6,
  changes: 4.5e-5,
  agentChanges: 2e-5,
  mirroredPuts: 2.5e-5,
  heardChanges: 3e-6,
  unobservedChanges: 1e-5,
  clusterSeconds: 1e-4,
};
/** Starting a run, and reading a result. */
const BASE_SECONDS = 0.2;
/** Peaks of the presets: what is left of each when the others are taken off. */
const BASE_BYTES = 100 * 2 ** 20;
const BYTES_PER_CLUSTER = 300_000;
const BYTES_PER_KEY = 45;
const BYTES_PER_MIRRORED_KEY = 65;
const BYTES_PER_CHANGED_KEY = 500;
/**
 * What a reader of one remote cluster takes, with its stores and watchers. Measured: 44 KB a mirror in ten minutes of
 * mesh-511x5000 (64 observed), 58 KB with 128 clusters of it all observed, 51 KB an agent in the original topology with
 * `fidelity: individual`.
 */
const BYTES_PER_READER = 50_000;

/** What one seed of a scenario takes, all its topologies one after the other. */
export function runCost(scenario: Scenario): RunCost {
  const costs = scenario.topologies.map((topology) => topologyCost(scenario, topology));
  return {
    events: Math.round(costs.reduce((sum, { events }) => sum + events, 0)),
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
    memoryBytes: Math.max(...costs.map(({ memoryBytes }) => memoryBytes)),
  };
}

/** The same for one of its topologies, with what readers take of its memory that are simulated one by one. */
export function topologyCost(
  scenario: Scenario,
  topology: TopologyName,
): RunCost & { readonly readerBytes: number } {
  const work = workOf(scenario, topology);
  const keys = total(scenario, keysOf);
  const readerBytes = readersOneByOne(scenario, topology) * BYTES_PER_READER;
  return {
    events: Math.round(weigh(work, EVENTS)),
    seconds: BASE_SECONDS + weigh(work, SECONDS),
    memoryBytes:
      BASE_BYTES +
      total(scenario, () => BYTES_PER_CLUSTER) +
      (isWritten(scenario) ? keys * BYTES_PER_KEY : 0) +
      work.mirroredKeys * BYTES_PER_MIRRORED_KEY +
      Math.min(work.changes, keys) * BYTES_PER_CHANGED_KEY +
      readerBytes,
    readerBytes,
  };
}

/** Observed clusters that are simulated at the same time: two shares of them where they are apart from the sources. */
function atOnce(scenario: Scenario, topology: TopologyName): number {
  if (!receiversAreApart(scenario, topology)) return Infinity;
  return namedClusters(scenario).size + 2 * MOST_RECEIVERS;
}

/**
 * Clients of one remote cluster that are no cohort, at the same time: mirrors of observed clusters, and agents with
 * `fidelity: individual`.
 */
export function readersOneByOne(scenario: Scenario, topology: TopologyName): number {
  const observed = observedCount(scenario, topology);
  const mirrors = topology === "kvstoremesh" ? Math.min(observed, atOnce(scenario, topology)) : 0;
  const remotes = Math.max(0, total(scenario, () => 1) - 1);
  return Math.round((mirrors + singleAgents(scenario, observed)) * remotes);
}

function weigh(work: Work, factors: Readonly<Record<keyof Work, number>>): number {
  return (Object.keys(factors) as (keyof Work)[]).reduce(
    (sum, name) => sum + work[name] * factors[name],
    0,
  );
}

function workOf(scenario: Scenario, topology: TopologyName): Work {
  const { timeline } = scenario;
  const seconds = (timeline.warmupNs + timeline.durationNs) / 1e9;
  const real = total(scenario, isReal);
  const observed = observedCount(scenario, topology);
  const mirrors = topology === "kvstoremesh" ? observed : 0;
  const isFluid = othersAreFluid(scenario);
  const written = isWritten(scenario) ? 1 : 0;
  const changes = seconds * total(scenario, changesPerSecond);
  return {
    sourceKeys: written * total(scenario, (group) => isReal(group) * keysOf(group)),
    mirroredKeys: written * mirrors * total(scenario, keysOf),
    changes,
    agentChanges: singleAgents(scenario, observed) * changes,
    mirroredPuts: mirrors * Math.min(changes, scenario.kvstoremesh.qps * seconds),
    heardChanges: isFluid ? 0 : mirrors * changes,
    unobservedChanges: isFluid || topology !== "kvstoremesh" ? 0 : (real - observed) * changes,
    clusterSeconds: real * seconds,
  };
}

/** Real clusters that are simulated in full. */
function observedCount(scenario: Scenario, topology: TopologyName): number {
  const { observe } = scenario;
  const real = total(scenario, isReal);
  if (observe === "all" || ignoresSample(scenario, topology)) return real;
  return Math.min(real, observe.sample + namedClusters(scenario).size);
}

/** Agents of so many clusters, when each is simulated by itself. */
function singleAgents(scenario: Scenario, clusters: number): number {
  if (scenario.fidelity !== "individual") return 0;
  return (
    (clusters * total(scenario, ({ agents }) => agents)) / Math.max(1, total(scenario, isReal))
  );
}

function isWritten({ start }: Scenario): boolean {
  return start !== "in-sync";
}

function isReal({ mocked }: ClusterGroup): number {
  return mocked ? 0 : 1;
}

function total({ groups }: Scenario, count: (group: ClusterGroup) => number): number {
  return groups.reduce((sum, group) => sum + group.clusters * count(group), 0);
}
