/**
 * `import --helm`: values of Cilium's chart to settings of a scenario. One file speaks for all clusters; several are of
 * one cluster each. The cluster's name and the addresses of its peers are not taken over, only their number.
 */
import type { z } from "zod";
import { issueMessages } from "../../scenario/issue-text.js";
import {
  parseLayer,
  placeProblem,
  type Layer,
  type Source,
  type Step,
} from "../../scenario/layers.js";
import { CILIUM_VERSION_NAMES } from "../../scenario/schema.js";
import { DURATION_PATTERN } from "../../scenario/units.js";
import { UserError } from "../../scenario/user-error.js";
import { many, type ClusterFacts, type Facts } from "../facts.js";
import { helmSchema, type HelmValues } from "./values-schema.js";

type Setting = string | number | boolean;
type Values = Map<string, Setting>;

const APISERVER = "clustermesh.apiserver";
/** Limits of a client by their name in Cilium's --kvstore-opt. */
const OPTIONS: Readonly<Record<string, string>> = {
  "etcd.qps": "qps",
  "etcd.bootstrapQps": "bootstrapQps",
  "etcd.maxInflight": "maxInflight",
  "etcd.limit": "limit",
};

/**
 * The settings of one or several values files.
 * @throws UserError with the place of each value that cannot be right.
 */
export function importHelm(sources: readonly Source[]): Facts {
  const files = sources.map(parseValues);
  const gaps = new Set<string>();
  const [first = new Map<string, Setting>(), ...others] = files.map((one) => settingsOf(one, gaps));
  for (const other of others) {
    for (const path of new Set([...first.keys(), ...other.keys()])) {
      if (first.get(path) === other.get(path)) continue;
      gaps.add(`Clusters differ in ${path}; a scenario has one value: that of the first is taken`);
    }
  }
  const clusters = files.length === 1 ? meshOf(files[0], gaps) : files.map(clusterOf);
  return {
    clusters,
    settings: first,
    read: [
      `Values of Cilium's chart: ${many(files.length, "file")}, ${many(first.size, "setting")} of the mesh`,
    ],
    gaps: [...gaps, "Settings that the values do not name: the chart's defaults"],
  };
}

function parseValues(source: Source): HelmValues {
  const layer = parseLayer(source);
  const parsed = helmSchema.safeParse(layer.value);
  if (!parsed.success) throw new UserError(problems(parsed.error, layer));
  return parsed.data;
}

function problems(error: z.ZodError, layer: Layer) {
  return error.issues.flatMap((issue) => {
    const path = issue.path.filter((step): step is Step => typeof step !== "symbol");
    return issueMessages(issue, layer.document?.getIn(path), []).map(({ key, message }) =>
      placeProblem([layer], path, message, key),
    );
  });
}

/** One file stands for a mesh: itself, and the peers that it lists. */
function meshOf(values: HelmValues | undefined, gaps: Set<string>): readonly ClusterFacts[] {
  if (values === undefined) return [];
  const own = clusterOf(values);
  const listed = values.clustermesh?.config?.clusters;
  const peers = Array.isArray(listed) ? listed.length : Object.keys(listed ?? {}).length;
  if (peers === 0) {
    gaps.add(
      "The values list no peers (clustermesh.config.clusters): the default number of clusters",
    );
    return [own];
  }
  // Every cluster may list itself, and often does; with an ID of its own it is among its peers or not, nobody can say.
  gaps.add(`Peers are taken to be ${peers} clusters beside this one, with its settings`);
  const like: ClusterFacts = { ...own };
  return Array.from({ length: peers + 1 }, () => ({
    ...(like.ipv6 === undefined ? {} : { ipv6: like.ipv6 }),
    ...(like.encryption === undefined ? {} : { encryption: like.encryption }),
  }));
}

function clusterOf(values: HelmValues): ClusterFacts {
  const { cluster, encryption, ipv6 } = values;
  const type = encryption?.type ?? "ipsec";
  const kind = type === "ztunnel" || encryption?.enabled !== true ? "disabled" : type;
  return {
    ...(cluster?.id === undefined || cluster.id === 0 ? {} : { id: cluster.id }),
    ...(ipv6?.enabled === undefined ? {} : { ipv6: ipv6.enabled }),
    ...(encryption?.enabled === undefined ? {} : { encryption: kind }),
  };
}

function settingsOf(values: HelmValues, gaps: Set<string>): Values {
  const found: Values = new Map();
  const take = (path: string, value: Setting | undefined): void => {
    if (value !== undefined) found.set(path, value);
  };
  const { clustermesh } = values;
  const { apiserver } = clustermesh ?? {};
  take("maxConnectedClusters", clustermesh?.maxConnectedClusters);
  take(
    "clustermesh.enableEndpointSliceSynchronization",
    clustermesh?.enableEndpointSliceSynchronization,
  );
  const ttl = clustermesh?.cacheTTL;
  if (ttl !== undefined) {
    if (DURATION_PATTERN.test(ttl)) take("clustermesh.cacheTTL", ttl);
    else gaps.add("clustermesh.cacheTTL is no duration: the default is taken");
  }
  take(`${APISERVER}.replicas`, apiserver?.replicas);
  take(`${APISERVER}.etcd.storageMedium`, mediumOf(apiserver?.etcd?.storageMedium));
  take(`${APISERVER}.etcd.cores`, coresOf(apiserver?.etcd?.resources?.limits?.cpu));
  take(`${APISERVER}.kvstoremesh.kvstoreMode`, apiserver?.kvstoremesh?.kvstoreMode);
  const mirrors = apiserver?.kvstoremesh?.enabled;
  if (mirrors !== undefined) take("topology", mirrors ? "kvstoremesh" : "original");
  take("ciliumVersion", versionOf(values, gaps));
  limits(apiserver?.extraArgs, `${APISERVER}.etcd`, found);
  limits(apiserver?.kvstoremesh?.extraArgs, `${APISERVER}.kvstoremesh`, found);
  limits(values.extraArgs, "clustermesh.agent", found);
  notModelled(values, gaps);
  return found;
}

/** The chart takes an empty one for its default. */
function mediumOf(medium: "" | "Disk" | "Memory" | undefined): string | undefined {
  return medium === "" ? undefined : medium;
}

/** `v1.19.3` to 1.19. */
function versionOf(values: HelmValues, gaps: Set<string>): string | undefined {
  const tag = values.image?.tag;
  if (tag === undefined || tag === null) return undefined;
  const minor = /^v?(1\.[0-9]{1,2})(?:[.-]|$)/.exec(String(tag))?.[1];
  const known = CILIUM_VERSION_NAMES.find((name) => name === minor);
  if (known === undefined) gaps.add("image.tag is of no known version of Cilium: the default");
  return known;
}

/** A CPU limit such as 2 or 1500m, in whole cores, rounded up. */
function coresOf(cpu: string | number | null | undefined): number | undefined {
  const match = /^([0-9]{1,6}(?:\.[0-9]+)?)(m?)$/.exec(String(cpu ?? ""));
  if (match === null) return undefined;
  const cores = Math.ceil(Number(match[1]) / (match[2] === "m" ? 1000 : 1));
  return cores >= 1 && cores <= 256 ? cores : undefined;
}

/** Takes `--kvstore-opt=etcd.qps=100` and its like from the arguments of a container. */
function limits(args: readonly unknown[] | undefined, under: string, found: Values): void {
  for (const word of (args ?? []).map(String)) {
    for (const [, name = "", value = ""] of word.matchAll(/(etcd\.[A-Za-z]+)=([0-9]{1,6})\b/g)) {
      const key = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
      if (key === undefined) continue;
      if (key === "bootstrapQps" && under === "clustermesh.agent") continue;
      if (Number(value) > 0 || key === "bootstrapQps") found.set(`${under}.${key}`, Number(value));
    }
  }
}

function notModelled(values: HelmValues, gaps: Set<string>): void {
  const { clustermesh, identityAllocationMode } = values;
  if (clustermesh?.useAPIServer === false) {
    gaps.add("clustermesh.useAPIServer is off; the mesh is simulated with it");
  }
  if (clustermesh?.defaultGlobalNamespace === false) {
    gaps.add(
      "clustermesh.defaultGlobalNamespace is off: exports of some namespaces only are not modelled",
    );
  }
  if (clustermesh?.mcsapi?.enabled === true)
    gaps.add("MCS-API (clustermesh.mcsapi) is not modelled");
  if (identityAllocationMode !== undefined && identityAllocationMode !== "crd") {
    gaps.add("identityAllocationMode is not crd; identities are simulated as if it were");
  }
  if (values.encryption?.enabled === true && values.encryption.type === "ztunnel") {
    gaps.add("encryption.type ztunnel is not modelled: taken as disabled");
  }
}
