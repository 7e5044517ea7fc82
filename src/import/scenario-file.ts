/**
 * From what the importers found to a scenario file. The text is loaded once before it is handed out, so what is written
 * is known to run, and to hold the counts that were found.
 */
import { stringify } from "yaml";
import { loadScenario } from "../scenario/load.js";
import type { Scenario } from "../scenario/scenario.js";
import { API_VERSION } from "../scenario/schema.js";
import { UserError } from "../scenario/user-error.js";
import { withoutId, type ClusterFacts, type Facts } from "./facts.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Tree {
  [key: string]: string | number | boolean | Tree;
}

/** Text and meaning of an imported scenario. */
export interface ScenarioFile {
  readonly text: string;
  readonly scenario: Scenario;
  /** What is not from the mesh, in words: also part of the scenario, as its assumptions. */
  readonly assumptions: readonly string[];
}

const COUNTS = ["nodes", "identities", "endpoints", "services"] as const;
const RATES = ["nodesQPS", "identitiesQPS", "endpointsQPS", "servicesQPS"] as const;
const OTHERS = ["ipv6", "encryption"] as const;
const CLUSTERS_BY_DEFAULT = 3;
const LONGEST_ASSUMPTION = 1000;
const MOST_ASSUMPTIONS = 50;

/** Joins what several importers found; of two that know the same, the earlier one wins. */
export function joinFacts(given: readonly Facts[]): Facts {
  const all = given.map((facts, index) => (index === 0 ? facts : alike(facts, given[0])));
  const most = Math.max(0, ...all.map(({ clusters }) => clusters.length));
  const settings = new Map<string, string | number | boolean>();
  for (const { settings: some } of all) {
    for (const [path, value] of some) if (!settings.has(path)) settings.set(path, value);
  }
  const clusters = Array.from({ length: most }, (_, index): ClusterFacts => {
    const known: Mutable<ClusterFacts> = {};
    for (const { clusters: some } of [...all].reverse()) {
      Object.assign(known, clusterAt(some, index, most, known.id));
    }
    return known;
  });
  return {
    clusters,
    settings,
    read: all.flatMap(({ read }) => read),
    gaps: all.flatMap(({ gaps }) => gaps),
  };
}

/** Clusters without an ID cannot be matched to those of an earlier source: they become one, the mean of them. */
function alike(facts: Facts, earlier: Facts | undefined): Facts {
  const { clusters } = facts;
  const isSure = clusters.every(({ id }) => id !== undefined);
  if (isSure || clusters.length < 2 || (earlier?.clusters.length ?? 0) < 2) return facts;
  const mean: Mutable<ClusterFacts> = withoutId(clusters[0] ?? {});
  for (const key of [...COUNTS, ...RATES]) {
    const values = clusters.map((one) => one[key]).filter((value) => value !== undefined);
    if (values.length === 0) continue;
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    mean[key] = COUNTS.some((one) => one === key)
      ? Math.round(value)
      : Number(value.toPrecision(4));
  }
  const gap = `${clusters.length} clusters without an ID cannot be matched to those of another source: all have their mean`;
  return { ...facts, clusters: [mean], gaps: [...facts.gaps, gap] };
}

/** One cluster alone speaks for all of them, but for its ID. */
function clusterAt(
  some: readonly ClusterFacts[],
  index: number,
  most: number,
  id: number | undefined,
): ClusterFacts {
  const byId = id === undefined ? undefined : some.find((one) => one.id === id);
  const found = byId ?? some[some.length === 1 ? 0 : index] ?? {};
  if (some.length !== 1 || most === 1) return found;
  return withoutId(found);
}

/**
 * The scenario of a mesh.
 * @throws UserError when the mesh is beyond what Cilium, or the simulator, can have.
 */
export function scenarioFile(facts: Facts, name: string): ScenarioFile {
  const { clusters } = facts;
  const assumptions = [...facts.gaps, ...defaults(clusters)]
    .slice(0, MOST_ASSUMPTIONS)
    .map((line) => line.slice(0, LONGEST_ASSUMPTION));
  const spec: Tree = {};
  for (const [path, value] of facts.settings) put(spec, path.split("."), value);
  const highest = Math.max(clusters.length, ...clusters.map(({ id }) => id ?? 0));
  if (highest > 255 && spec["maxConnectedClusters"] === undefined)
    spec["maxConnectedClusters"] = 511;
  const document = {
    apiVersion: API_VERSION,
    kind: "Scenario",
    metadata: {
      name,
      description: "Imported from a real mesh: counts, rates and settings, no names or addresses.",
      assumptions,
    },
    spec: { ...spec, mesh: meshOf(clusters) },
  };
  const text = stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
  return { text, scenario: checked(text), assumptions };
}

function checked(text: string): Scenario {
  try {
    return loadScenario({ file: "imported scenario", text });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problems = error.problems.map(({ file, path, message }) => ({ file, path, message }));
    throw new UserError(problems);
  }
}

function put(tree: Tree, [step = "", ...rest]: readonly string[], value: Tree[string]): void {
  if (rest.length === 0) {
    tree[step] = value;
    return;
  }
  const inner = tree[step];
  const child: Tree = typeof inner === "object" ? inner : {};
  tree[step] = child;
  put(child, rest, value);
}

function meshOf(clusters: readonly ClusterFacts[]) {
  if (clusters.length === 0) return {};
  const withId = clusters.every(({ id }) => id !== undefined);
  const keysOf = ({ id, ...keys }: ClusterFacts) => ({
    ...(withId ? { firstClusterID: id } : {}),
    ...keys,
  });
  const [first = {}] = clusters.map(keysOf);
  const isUniform = clusters.every((one) => JSON.stringify(keysOf(one)) === JSON.stringify(first));
  if (clusters.length === 1) {
    return { clusters: CLUSTERS_BY_DEFAULT, ...withoutId(clusters[0] ?? {}) };
  }
  if (isUniform) return { clusters: clusters.length, ...first };
  return {
    groups: clusters.map((one, index) => ({
      name: `imported-${index + 1}`,
      clusters: 1,
      ...keysOf(one),
    })),
  };
}

/** What no importer found, and is at the schema's default now. */
function defaults(clusters: readonly ClusterFacts[]): readonly string[] {
  const absent = [...COUNTS, ...RATES, ...OTHERS].filter(
    (key) => clusters.length === 0 || clusters.some((one) => one[key] === undefined),
  );
  const few =
    clusters.length <= 1
      ? [`Number of clusters not known: ${CLUSTERS_BY_DEFAULT} of the same kind`]
      : [];
  if (absent.length === 0) return few;
  return [...few, `Not found, at the scenario's defaults where missing: ${absent.join(", ")}`];
}
