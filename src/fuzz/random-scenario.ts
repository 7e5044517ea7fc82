/**
 * Draws one case of a fuzz campaign from its seed: a small mesh, settings, churn and a timeline of incidents. The same
 * seed gives the same case. Every case passes the checks that a scenario file passes, and is equal to what its
 * rendered file loads as.
 * Sizes are chosen so that a case costs some milliseconds: a thousand small meshes find more than one large one.
 */
import { RandomStream } from "../engine/random-stream.js";
import { changesPerSecond, keysOf } from "../scenario/group-sums.js";
import type { IncidentKind } from "../scenario/incident.js";
import { clusterName } from "../scenario/resolve-incidents.js";
import type { ClusterGroup, EtcdClientSpec, EtcdSpec, Scenario } from "../scenario/scenario.js";
import { drawCount, drawTimeNs, MINUTE, MS, S } from "./draw.js";
import { drawSwarm, featureNames, type Swarm } from "./features.js";
import { drawIncidents, type Places } from "./random-incidents.js";
import { drawGroups, REGIONS } from "./random-mesh.js";
import { needsOf, type RecipeNeeds } from "./recipe-names.js";
import type { Dish } from "./recipe.js";
import { burstObjects, cook } from "./recipes.js";
import { timelineOf } from "./timeline.js";

/** A case before it is run. */
export interface DrawnCase {
  readonly scenario: Scenario;
  /** What it uses, for counting; see features.ts. */
  readonly features: readonly string[];
}

/** A queue must drain while the mesh comes to rest, or a slow writer would look like a lost change. */
const LONGEST_BACKLOG_S = 200;
const RATES = [2, 5, 20, 100, 500, 5000] as const;
const FASTEST = 5000;
const LONGEST_WINDOW_NS = 240 * S;
/** A case that handles more events than this has run away. */
const MOST_EVENTS = 2e7;

/** Draws the case of this seed. */
export function randomScenario(seed: string): DrawnCase {
  // Streams of their own: a change to one part of the draw leaves the others as they were.
  const random = (purpose: string): RandomStream => new RandomStream(seed, `fuzz/${purpose}`);
  const swarm = drawSwarm(random("features"));
  const timeline = drawTimeline(random("timeline"), needsOf(swarm.recipe));
  const groups = drawGroups(random("mesh"), swarm, timeline.durationNs);
  const places: Places = {
    topology: swarm.topology,
    clusters: groups.flatMap(namesOf),
    readers: groups.filter(({ agents }) => agents > 0).flatMap(namesOf),
    regions: REGIONS.filter((name) => groups.some((group) => group.region === name)),
    durationNs: timeline.durationNs,
  };
  const dish: Dish =
    swarm.recipe === undefined ? { incidents: [] } : cook(swarm.recipe, random("recipe"), places);
  const drafts = drawIncidents(random("incidents"), swarm.kinds, places, dish.incidents);
  const incidents = timelineOf(drafts, timeline.durationNs);
  const kinds = new Set<IncidentKind>(incidents.map(({ what }) => what));
  const changes = changesOf(groups, timeline.durationNs) + 4 * burstObjects(drafts);
  return {
    scenario: {
      name: `fuzz-${seed.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`.slice(0, 60),
      description: "",
      sources: [],
      assumptions: [],
      topologies: [swarm.topology],
      ciliumVersion: swarm.ciliumVersion,
      fidelity: "individual",
      observe: "all",
      maxConnectedClusters: 255,
      groups,
      incidents,
      timeline,
      limits: { events: MOST_EVENTS, pending: 1e6 },
      ...drawSettings(random("settings"), swarm, dish, changes),
    },
    features: featureNames(swarm, kinds),
  };
}

function drawTimeline(random: RandomStream, needs: RecipeNeeds): Scenario["timeline"] {
  const durationNs = drawTimeNs(random, 20 * S, LONGEST_WINDOW_NS);
  return {
    bootstrapTimeoutNs: 120 * MINUTE,
    warmupNs: random.pick([0, 0, 1, 5]) * S,
    durationNs: needs.longWindow === true ? LONGEST_WINDOW_NS : durationNs,
    drainNs: 30 * S,
  };
}

type Settings = Pick<
  Scenario,
  | "churn"
  | "network"
  | "etcd"
  | "mockEtcd"
  | "apiserver"
  | "kvstoremesh"
  | "agent"
  | "mock"
  | "replicas"
  | "kvstoreMode"
  | "cacheTtlNs"
  | "operator"
>;

function drawSettings(
  random: RandomStream,
  { settings }: Swarm,
  { wants = {} }: Dish,
  changes: number,
): Settings {
  const pages = settings.has("small-pages") ? drawCount(random, 1, 16) : 256;
  const listLimit = wants.listLimit ?? pages;
  const isSlow = settings.has("slow-limiters") && wants.fastWriters !== true;
  const slowBootstrapQps = wants.slowBootstrap === true ? random.pick([10, 50, 200]) : 0;
  const rate = (byDefault: number, load: number): number => {
    const wanted = isSlow ? random.pick(RATES.slice(0, 3)) : byDefault;
    if (wants.fastWriters === true) return FASTEST;
    return RATES.find((qps) => qps >= Math.max(wanted, load / LONGEST_BACKLOG_S)) ?? FASTEST;
  };
  const client = (byDefault: number, maxInflight: number, load: number): EtcdClientSpec => ({
    qps: rate(byDefault, load),
    bootstrapQps: slowBootstrapQps || (isSlow && random.chance(0.5) ? 20 : 10_000),
    maxInflight: isSlow ? random.pick([1, 2, maxInflight]) : maxInflight,
    listLimit,
  });
  const drawnRetentionNs = drawTimeNs(random, 10 * S, 2 * MINUTE);
  const retentionNs = settings.has("short-retention") ? drawnRetentionNs : 60 * MINUTE;
  const ttlNs = drawTimeNs(random, 5 * S, 3 * MINUTE);
  const hasTtl = settings.has("cache-ttl");
  const etcd: EtcdSpec = {
    storageMedium: settings.has("slow-etcd") ? "Disk" : "Memory",
    cores: settings.has("slow-etcd") ? 1 : 4,
    autoCompactionRetentionNs: wants.retentionNs ?? retentionNs,
    quotaBackendBytes: 2 ** 31,
    tls: "rsa-2048",
    costProfile: "default",
  };
  const rttNs = drawTimeNs(random, 5 * MS, 300 * MS);
  return {
    churn: { arrivals: settings.has("interval-churn") ? "interval" : "poisson" },
    network: {
      regions: settings.has("two-regions") ? REGIONS : [REGIONS[0]],
      intraCluster: { rttNs: 250_000, bandwidthBps: 1e10 },
      intraRegion: { rttNs: random.pick([1, 1, 10, 50]) * MS, bandwidthBps: 1e10 },
      interRegion: { rttNs, bandwidthBps: random.pick([1e7, 1e9]) },
      links: [],
    },
    etcd,
    mockEtcd: { ...etcd, storageMedium: "Memory", autoCompactionRetentionNs: 60 * MINUTE },
    apiserver: client(20, 20, changes),
    kvstoremesh: {
      ...client(100, 10, changes),
      ...(wants.slowMirrors === true ? { qps: slowest(random.pick([2, 5, 20]), changes) } : {}),
    },
    agent: { ...client(20, 20, 0), bootstrapQps: 0 },
    mock: { qps: 1000, bootstrapQps: 10_000, maxInflight: 100, listLimit: 256 },
    replicas: settings.has("replicas") ? 2 : 1,
    kvstoreMode: settings.has("external-kvstore") ? "external" : "internal",
    cacheTtlNs: wants.cacheTtlNs ?? (hasTtl ? ttlNs : 0),
    operator: { enableEndpointSliceSynchronization: settings.has("operators") },
  };
}

/** A rate near the wanted one that still gets through the load in ten minutes. */
function slowest(wanted: number, load: number): number {
  return RATES.find((qps) => qps >= Math.max(wanted, load / 600)) ?? FASTEST;
}

/** Keys that one writer may have to write in the worst case: all there are, twice, and every change. */
function changesOf(groups: readonly ClusterGroup[], durationNs: number): number {
  let sum = 0;
  for (const group of groups) {
    const changes = (changesPerSecond(group) * durationNs) / S;
    sum += group.clusters * 2 * (2 * keysOf(group) + changes);
  }
  return sum;
}

function namesOf({ clusters, firstClusterID }: ClusterGroup): readonly string[] {
  return Array.from({ length: clusters }, (_, offset) => clusterName(firstClusterID + offset));
}
