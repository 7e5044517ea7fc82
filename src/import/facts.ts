/**
 * What an importer found out about a real mesh: per cluster, of its settings, and what it has to say about it. Counts,
 * sizes and rates only: no name, address or file name ever gets in here, since scenarios are passed around.
 */

/** One cluster. What is not set was not found. */
export interface ClusterFacts {
  readonly id?: number;
  readonly nodes?: number;
  readonly identities?: number;
  readonly endpoints?: number;
  readonly services?: number;
  readonly nodesQPS?: number;
  readonly identitiesQPS?: number;
  readonly endpointsQPS?: number;
  readonly servicesQPS?: number;
  readonly ipv6?: boolean;
  readonly encryption?: "disabled" | "ipsec" | "wireguard";
}

/** Settings of the scenario by their path under `spec`, such as `clustermesh.apiserver.replicas`. */
export type Settings = ReadonlyMap<string, string | number | boolean>;

/** What one importer, or all together, found. */
export interface Facts {
  readonly clusters: readonly ClusterFacts[];
  readonly settings: Settings;
  /** What was read, in words. */
  readonly read: readonly string[];
  /** What could not be read or is not modelled, and what is taken instead. */
  readonly gaps: readonly string[];
}

/** The number of things in words, as in `1 node` and `2 nodes`. */
export function many(count: number, word: string): string {
  const plural = word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`;
  return `${count} ${count === 1 ? word : plural}`;
}

/** The same cluster wherever it is in the mesh. */
export function withoutId(facts: ClusterFacts): ClusterFacts {
  const rest: { -readonly [K in keyof ClusterFacts]: ClusterFacts[K] } = { ...facts };
  delete rest.id;
  return rest;
}
