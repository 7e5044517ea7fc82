/**
 * Which etcd a load chart shows by itself: the one with the highest mean among those that the run kept over time.
 * Not the busiest of the mesh for certain: metrics.ndjson holds at most eight clusters by name, summary.json all.
 */
import type { Labels } from "../../measure/documents.js";
import type { TopologyName } from "../../scenario/scenario.js";
import type { RunDocuments } from "../run-documents.js";
import { compareNames, findSeries, topologiesOf, valuesByCluster } from "../run-documents.js";
import { topologyWord } from "../words.js";

/** Values of the label `cluster` that stand for the whole mesh: a sum, or the highest. */
export const WHOLE_MESH: readonly string[] = ["all", "max"];

export interface SeriesName {
  readonly metric: string;
  readonly stat: string;
  readonly labels?: Labels;
}

/** The cluster whose series is highest on average; undefined when no cluster was kept by name. */
export function busiestCluster(
  docs: RunDocuments,
  topology: TopologyName,
  name: SeriesName,
): string | undefined {
  const sums = new Map<string, { total: number; bins: number }>();
  for (const row of findSeries(docs, { topology, ...name })) {
    const cluster = row.labels["cluster"];
    if (cluster === undefined || WHOLE_MESH.includes(cluster) || row.t === null) continue;
    const sum = sums.get(cluster) ?? { total: 0, bins: 0 };
    sums.set(cluster, { total: sum.total + row.value, bins: sum.bins + 1 });
  }
  const mean = (cluster: string): number => {
    const sum = sums.get(cluster);
    return sum ? sum.total / sum.bins : 0;
  };
  return [...sums.keys()].sort((a, b) => mean(b) - mean(a) || compareNames(a, b))[0];
}

/** The label under which the whole mesh stands in these series: `all`, else `max`, else undefined. */
export function meshLabel(docs: RunDocuments, name: SeriesName): string | undefined {
  return WHOLE_MESH.find((cluster) =>
    topologiesOf(docs).some((topology) => {
      const labels = { ...name.labels, cluster };
      return findSeries(docs, { topology, ...name, labels }).length > 0;
    }),
  );
}

/** `Busiest etcd`, or `Busiest of the 3 etcds kept over time` when the run has more than it kept. */
export function busiestWord(docs: RunDocuments, topology: TopologyName, name: SeriesName): string {
  const kept = new Set(
    findSeries(docs, { topology, ...name }).flatMap((row) => row.labels["cluster"] ?? []),
  );
  for (const cluster of WHOLE_MESH) kept.delete(cluster);
  const etcds = valuesByCluster(docs, { topology, metric: "etcd_mvcc_put_total", stat: "rate" });
  return kept.size < etcds.size
    ? `Busiest of the ${kept.size} etcds kept over time`
    : "Busiest etcd";
}

/** What to call a panel of the busiest etcd, for example `Busiest etcd (original: c1, KVStoreMesh: c2)`. */
export function busiestTitle(docs: RunDocuments, name: SeriesName): string {
  const clusters = topologiesOf(docs).flatMap((topology) => {
    const cluster = busiestCluster(docs, topology, name);
    return cluster === undefined ? [] : [{ topology, cluster }];
  });
  const same = new Set(clusters.map(({ cluster }) => cluster)).size === 1;
  const words = same
    ? (clusters[0]?.cluster ?? "")
    : clusters.map(({ topology, cluster }) => `${topologyWord(topology)}: ${cluster}`).join(", ");
  return `${busiestWord(docs, clusters[0]?.topology ?? "original", name)} (${words})`;
}
