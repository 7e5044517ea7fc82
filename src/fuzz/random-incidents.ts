/**
 * Draws incidents, one kind at a time, and a loose timeline of them. Times are mostly tied to what happened before -
 * the same moment, the restart of what went down, the end of what lasted - since deep states need coincidences.
 * Hot spots that chance would hardly find are in recipes.ts.
 */
import type { RandomStream } from "../engine/random-stream.js";
import type { AgentsRestart, IncidentKind, ProcessName } from "../scenario/incident.js";
import { UPGRADE_WAVE_NS } from "../scenario/resolve-incidents.js";
import type { TopologyName } from "../scenario/scenario.js";
import { drawCount, drawOffsetNs, drawSome, drawTimeNs, MINUTE, MS, S } from "./draw.js";
import { endNs, type IncidentDraft } from "./timeline.js";

/** Where incidents can happen. */
export interface Places {
  readonly topology: TopologyName;
  /** Names of all clusters. */
  readonly clusters: readonly string[];
  /** Those that have agents; never empty. */
  readonly readers: readonly string[];
  /** Regions that have clusters. */
  readonly regions: readonly string[];
  readonly durationNs: number;
}

const MOST_INCIDENTS = 6;
/** Two things at the same moment, more or less. */
const COINCIDENCE_NS = 300 * MS;

/** Up to six incidents of the given kinds, after those that are there already. */
export function drawIncidents(
  random: RandomStream,
  kinds: readonly IncidentKind[],
  places: Places,
  given: readonly IncidentDraft[],
): readonly IncidentDraft[] {
  const drafts = [...given];
  if (kinds.length === 0) return drafts;
  const count = random.integer(given.length > 0 ? 0 : 1, MOST_INCIDENTS - given.length + 1);
  while (drafts.length < given.length + count) {
    const before = drafts.length === 0 ? undefined : random.pick(drafts);
    const atNs = drawMoment(random, before, places.durationNs);
    const clusters = drawClusters(random, before, places.clusters);
    const kind = random.pick(kinds);
    if (isMove(kind) && drafts.some(({ what }) => isMove(what))) {
      // A cluster that leaves twice means nothing; the recipe makes the pair that does.
      if (kinds.every(isMove)) break;
      continue;
    }
    drafts.push(drawIncident(random, kind, { atNs, clusters }, places));
  }
  return drafts;
}

/** One incident of a kind, with everything about it drawn but its time and place. */
export function drawIncident(
  random: RandomStream,
  what: IncidentKind,
  when: { readonly atNs: number; readonly clusters: readonly string[] },
  places: Places,
): IncidentDraft {
  const { atNs, clusters } = when;
  const downtimeNs = random.chance(0.5) ? 2 * S : drawTimeNs(random, 50 * MS, 45 * S);
  switch (what) {
    case "agents-restart": {
      const waves = random.chance(0.3)
        ? { size: drawAgents(random), everyNs: drawTimeNs(random, 100 * MS, 10 * S) }
        : undefined;
      const jitterNs = random.chance(0.3) ? drawTimeNs(random, 10 * MS, 10 * S) : 0;
      return { what, atNs, clusters, agents: drawAgents(random), waves, jitterNs, downtimeNs };
    }
    case "mesh-upgrade": {
      const waves = { size: drawAgents(random), everyNs: UPGRADE_WAVE_NS };
      const everyNs = drawTimeNs(random, 500 * MS, 30 * S);
      return { what, atNs, clusters: places.clusters, waves, everyNs, downtimeNs };
    }
    case "apiserver-pod-replaced":
    case "node-drained":
    case "etcd-restart":
    case "apiserver-restart":
    case "kvstoremesh-restart":
      return { what, atNs, clusters, downtimeNs };
    case "writer-hung": {
      const isMirror = places.topology === "kvstoremesh" && random.chance(0.5);
      const process = isMirror ? "kvstoremesh" : "apiserver";
      return { what, atNs, clusters, forNs: drawTimeNs(random, S, 5 * MINUTE), process };
    }
    case "process-paused": {
      const forNs = drawTimeNs(random, 50 * MS, 90 * S);
      return { what, atNs, clusters, forNs, process: drawProcess(random, places.topology) };
    }
    case "cluster-joins":
    case "cluster-leaves":
      return { what, atNs, clusters: [random.pick(clusters)] };
    case "etcd-compaction":
      return { what, atNs, clusters };
    case "partition": {
      const forNs = drawTimeNs(random, 100 * MS, 3 * MINUTE);
      return { what, atNs, between: drawSides(random, clusters, places), forNs };
    }
    case "link-degraded": {
      const between = drawSides(random, clusters, places);
      const forNs = drawTimeNs(random, S, 2 * MINUTE);
      const rttNs = random.chance(0.7) ? drawTimeNs(random, 10 * MS, 2 * S) : undefined;
      const bandwidthBps = random.chance(0.3) ? random.pick([1e5, 1e6, 1e7, 1e8]) : undefined;
      const loss = random.pick([0, 0, 0.01, 0.05, 0.25]);
      return { what, atNs, between, forNs, rttNs, bandwidthBps, loss };
    }
    case "etcd-quota-full":
      return { what, atNs, clusters, forNs: drawTimeNs(random, 20 * MS, 2 * MINUTE) };
    case "slow-disk": {
      const forNs = drawTimeNs(random, S, 2 * MINUTE);
      return { what, atNs, clusters, forNs, factor: drawCount(random, 2, 1000) };
    }
    case "cpu-squeezed":
      return { what, atNs, clusters, forNs: drawTimeNs(random, S, 2 * MINUTE), cores: 1 };
    case "churn-burst": {
      const burst = random.pick(["rollout", "namespace-deleted", "node-pool-replaced"] as const);
      const objects = drawCount(random, 1, 60);
      return { what, atNs, clusters, burst, objects, overNs: drawTimeNs(random, 50 * MS, 10 * S) };
    }
  }
}

/** Two sides of a link: two clusters, or two regions, or one of each. */
function drawSides(
  random: RandomStream,
  clusters: readonly string[],
  places: Places,
): readonly [string, string] {
  const [first = "", second = ""] = places.regions;
  if (places.regions.length > 1 && random.chance(0.4)) return [first, second];
  const one = random.pick(clusters);
  return [one, random.pick(places.clusters.filter((name) => name !== one))];
}

function drawMoment(
  random: RandomStream,
  before: IncidentDraft | undefined,
  durationNs: number,
): number {
  const anywhereNs = drawOffsetNs(random, durationNs);
  const aroundNs = drawOffsetNs(random, COINCIDENCE_NS);
  const laterNs = drawTimeNs(random, 500 * MS, 20 * S);
  const how = random.next();
  if (before === undefined || how < 0.25) return anywhereNs;
  // The moment itself; when it is over: a bootstrap, a reconnect, a heal; a while later.
  if (how < 0.5) return before.atNs + aroundNs;
  if (how < 0.8) return endNs(before) + aroundNs;
  return before.atNs + laterNs;
}

function drawClusters(
  random: RandomStream,
  before: IncidentDraft | undefined,
  clusters: readonly string[],
): readonly string[] {
  if (before !== undefined && "clusters" in before && random.chance(0.5)) return before.clusters;
  return random.chance(0.7) ? [random.pick(clusters)] : drawSome(random, clusters, 0.6);
}

function drawAgents(random: RandomStream): AgentsRestart["agents"] {
  if (random.chance(0.5)) return { count: random.integer(1, 4) };
  return { fraction: random.pick([0.25, 0.5, 1]) };
}

function drawProcess(random: RandomStream, topology: TopologyName): ProcessName {
  const all: readonly ProcessName[] = ["agents", "etcd", "apiserver", "kvstoremesh"];
  return random.pick(topology === "kvstoremesh" ? all : all.slice(0, 3));
}

function isMove(kind: IncidentKind): boolean {
  return kind === "cluster-joins" || kind === "cluster-leaves";
}
