/**
 * The etcd of each cluster, side by side: brief for the healthy, in full for those that differ.
 * Up to twelve clusters are all listed. Above that the table holds, per topology, the median of all clusters and each
 * cluster of which a figure is more than half above or below its median. Not a ranking: the order is by name.
 */
import type { Unit } from "../measure/documents.js";
import type { TopologyName } from "../scenario/scenario.js";
import { figure } from "./format.js";
import type { RunDocuments } from "./run-documents.js";
import { compareNames, topologiesOf, valuesByCluster } from "./run-documents.js";
import type { Cell, Table } from "./tables.js";
import { topologyWord } from "./words.js";

/** Up to here every cluster has its row. */
const ALL_LISTED_MAX = 12;
/** Share by which a figure must differ from the median to be worth a row. */
const OUTLIER_SHARE = 0.5;
/** More outliers than this are counted, not listed. */
const OUTLIERS_MAX = 20;

interface Column {
  readonly title: string;
  readonly metric: string;
  readonly stat: string;
  readonly unit: Unit;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The figures of a cluster, in order. */
export const CLUSTER_COLUMNS: readonly Column[] = [
  { title: "connections", metric: "etcd_connections", stat: "max", unit: "count" },
  {
    title: "cross-cluster",
    metric: "etcd_connections",
    stat: "max",
    unit: "count",
    labels: { scope: "cross-cluster" },
  },
  { title: "watchers", metric: "etcd_debugging_mvcc_watcher_total", stat: "max", unit: "count" },
  { title: "puts", metric: "etcd_mvcc_put_total", stat: "rate", unit: "1/s" },
  {
    title: "watch events",
    metric: "etcd_debugging_mvcc_events_total",
    stat: "rate",
    unit: "1/s",
  },
  {
    title: "sent",
    metric: "etcd_network_client_grpc_sent_bytes_total",
    stat: "rate",
    unit: "bytes/s",
  },
  {
    title: "CPU",
    metric: "etcd_cpu_cores",
    stat: "mean",
    unit: "cores",
    labels: { station: "total" },
  },
  {
    title: "memory",
    metric: "process_resident_memory_bytes",
    stat: "max",
    unit: "bytes",
    labels: { process: "etcd" },
  },
];

type Figures = readonly (number | undefined)[];

/** The table of clusters, both topologies. */
export function clustersTable(docs: RunDocuments): Table {
  const parts = topologiesOf(docs).map((topology) => rowsOf(docs, topology));
  const left = parts.reduce((sum, part) => sum + part.left, 0);
  const brief = parts.some((part) => part.brief);
  const note = brief
    ? "Only clusters of which a figure differs by more than half from the median have a row of their own." +
      (left > 0 ? ` The ${left} nearest of them are in summary.json only.` : "")
    : undefined;
  return {
    name: "clusters",
    caption: "The etcd of each cluster",
    columns: ["Cluster", ...CLUSTER_COLUMNS.map((column) => column.title)],
    rows: parts.flatMap((part) => part.rows),
    ...(note === undefined ? {} : { note }),
  };
}

/** The figures of every cluster that has any, in the order of CLUSTER_COLUMNS. */
export function clusterFigures(
  docs: RunDocuments,
  topology: TopologyName,
): ReadonlyMap<string, Figures> {
  const columns = CLUSTER_COLUMNS.map(({ metric, stat, labels = {} }) =>
    valuesByCluster(docs, { topology, metric, stat, labels }),
  );
  const names = new Set(columns.flatMap((column) => [...column.keys()]));
  return new Map([...names].map((name) => [name, columns.map((column) => column.get(name))]));
}

function rowsOf(
  docs: RunDocuments,
  topology: TopologyName,
): { readonly rows: readonly Cell[][]; readonly brief: boolean; readonly left: number } {
  const figures = clusterFigures(docs, topology);
  const clusters = [...figures.keys()].sort(compareNames);
  const figuresOf = (cluster: string): Figures => figures.get(cluster) ?? [];
  const word = topologyWord(topology);
  const row = (title: string, figures: Figures): Cell[] => [
    { text: `${title} · ${word}` },
    ...CLUSTER_COLUMNS.map((column, index) => figure(figures[index], column.unit)),
  ];
  if (clusters.length <= ALL_LISTED_MAX) {
    const rows = clusters.map((cluster) => row(cluster, figuresOf(cluster)));
    return { rows, brief: false, left: 0 };
  }
  const medians = CLUSTER_COLUMNS.map((_, index) =>
    median([...figures.values()].flatMap((row) => row[index] ?? [])),
  );
  const deviations = new Map(
    clusters.map((cluster) => [cluster, deviation(figuresOf(cluster), medians)]),
  );
  const deviationOf = (cluster: string): number => deviations.get(cluster) ?? 0;
  const outliers = clusters.filter((cluster) => deviationOf(cluster) > OUTLIER_SHARE);
  const listed = [...outliers]
    .sort((a, b) => deviationOf(b) - deviationOf(a) || compareNames(a, b))
    .slice(0, OUTLIERS_MAX)
    .sort(compareNames);
  const rows = [
    row(`median of ${clusters.length}`, medians),
    ...listed.map((cluster) => row(cluster, figuresOf(cluster))),
  ];
  return { rows, brief: true, left: outliers.length - listed.length };
}

/** The largest relative distance of any figure from its median; infinite when the median is 0 or one is missing. */
function deviation(figures: Figures, medians: Figures): number {
  const distances = figures.map((value, index) => {
    const middle = medians[index];
    if (value === middle) return 0;
    return value === undefined || !middle ? Infinity : Math.abs(value / middle - 1);
  });
  return Math.max(...distances);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
