/**
 * The features of a mesh that a fuzz case may use, and the draw of those that it does. Swarm style: each case first
 * turns a random part of them off, since a case that uses everything reaches fewer deep states than one that uses
 * three things often (Groce and others, "Swarm Testing", ISSTA 2012).
 * What a feature means is decided where the mesh and its incidents are drawn.
 */
import type { RandomStream } from "../engine/random-stream.js";
import { INCIDENT_KINDS, type IncidentKind } from "../scenario/incident.js";
import type { CiliumVersion, TopologyName } from "../scenario/scenario.js";
import { needsOf, RECIPE_NAMES, type RecipeName } from "./recipe-names.js";

/** Settings that are away from their defaults when on. */
export const SETTINGS = [
  "services",
  "dual-stack",
  "wireguard",
  "two-regions",
  "unlike-clusters",
  "many-keys",
  "small-pages",
  "slow-limiters",
  "short-retention",
  "replicas",
  "external-kvstore",
  "cache-ttl",
  "interval-churn",
  "busy-churn",
  "operators",
  "slow-etcd",
] as const;
export type Setting = (typeof SETTINGS)[number];

/** What one case may use. */
export interface Swarm {
  readonly topology: TopologyName;
  readonly ciliumVersion: CiliumVersion;
  readonly settings: ReadonlySet<Setting>;
  /** Kinds of incidents that may happen; none in one case of ten. */
  readonly kinds: readonly IncidentKind[];
  /** The hot spot that the case is built around. */
  readonly recipe: RecipeName | undefined;
}

const LATEST: CiliumVersion = "1.20";
const VERSIONS: readonly CiliumVersion[] = ["1.14", "1.15", "1.16", "1.17", "1.18", "1.19"];
const SETTING_SHARE = 0.3;
const KIND_SHARE = 0.35;
const RECIPE_SHARE = 0.45;
/** Cases in which nothing goes wrong: the steady protocol must hold too. */
const CALM_SHARE = 0.1;

/** Before 1.16 a watch may be resumed on another etcd (cilium#30964): a known fault, not one to be found again. */
const NEW_ETCD: ReadonlySet<IncidentKind> = new Set([
  "apiserver-pod-replaced",
  "node-drained",
  "mesh-upgrade",
  "cluster-joins",
  "cluster-leaves",
]);

/** Draws what a case may use. */
export function drawSwarm(random: RandomStream): Swarm {
  const anyTopology: TopologyName = random.chance(0.5) ? "original" : "kvstoremesh";
  const latestOrNot = random.chance(0.6) ? LATEST : random.pick(VERSIONS);
  const settings = SETTINGS.filter(() => random.chance(SETTING_SHARE));
  const isCalm = random.chance(CALM_SHARE);
  const kinds = INCIDENT_KINDS.filter(() => random.chance(KIND_SHARE));
  const anyRecipe = random.chance(RECIPE_SHARE) ? random.pick(RECIPE_NAMES) : undefined;
  const recipe = isCalm ? undefined : anyRecipe;
  const needs = needsOf(recipe);
  const topology = needs.topology ?? anyTopology;
  const ciliumVersion = recipe === undefined ? latestOrNot : LATEST;
  const isOld = lacksClusterIdCheck(ciliumVersion);
  const isUsable = (kind: IncidentKind): boolean =>
    !(isOld && NEW_ETCD.has(kind)) && !(topology === "original" && kind === "kvstoremesh-restart");
  return {
    topology,
    ciliumVersion,
    settings: new Set([
      ...settings.filter((setting) => isPossible(setting, topology, ciliumVersion)),
      ...(needs.manyKeys === true ? (["many-keys"] as const) : []),
    ]),
    kinds: isCalm ? [] : kinds.filter(isUsable),
    recipe,
  };
}

/** The names of all that a case drew, for counting. */
export function featureNames(swarm: Swarm, used: ReadonlySet<IncidentKind>): readonly string[] {
  return [
    `topology ${swarm.topology}`,
    `cilium ${swarm.ciliumVersion}`,
    ...[...swarm.settings].map((name) => `setting ${name}`),
    ...[...used].sort().map((name) => `incident ${name}`),
    ...(swarm.recipe === undefined ? [] : [`recipe ${swarm.recipe}`]),
  ];
}

function isPossible(setting: Setting, topology: TopologyName, version: CiliumVersion): boolean {
  switch (setting) {
    case "replicas":
      return !lacksClusterIdCheck(version);
    case "external-kvstore":
      return topology === "kvstoremesh" && (version === "1.19" || version === "1.20");
    case "cache-ttl":
      return version === "1.18" || version === "1.19" || version === "1.20";
    default:
      return true;
  }
}

function lacksClusterIdCheck(version: CiliumVersion): boolean {
  return version === "1.14" || version === "1.15";
}
