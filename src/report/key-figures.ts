/**
 * The key figures of a run, one line a metric: which ones, from which rows of summary.json, and in which order.
 * Every line names the metric it stands for, so it can be laid over a real one in Prometheus.
 */
import type { TopologyName } from "../scenario/scenario.js";
import { crossClusterTraffic } from "./cross-cluster-traffic.js";
import { highestCluster } from "./findings.js";
import type { DisplayUnit } from "./format.js";
import { change, figure } from "./format.js";
import type { RunDocuments } from "./run-documents.js";
import { findRows, findValue, topologiesOf, valuesByCluster } from "./run-documents.js";
import type { Cell, Table } from "./tables.js";
import { LATENCY_STATS } from "./tables.js";
import { topologyWord } from "./words.js";

interface Measure {
  /** `page`: a detail for the page only. `if not zero`: trouble, only worth a line when there is some. */
  readonly detail?: "page" | "if not zero";
  readonly title: string;
  readonly metric: string;
  readonly unit: DisplayUnit;
  readonly value: (docs: RunDocuments, topology: TopologyName) => number | undefined;
}

/**
 * The key figures: one line a metric, a column a topology, and the difference. `brief` leaves out what a terminal's
 * one screen has no room for: details, and counts of trouble that are all zero.
 */
export function keyFigures(docs: RunDocuments, options: { readonly brief?: boolean } = {}): Table {
  const topologies = topologiesOf(docs);
  let last = "";
  const rows = MEASURES.flatMap((measure): Cell[][] => {
    const values = topologies.map((topology) => measure.value(docs, topology));
    if (values.every((value) => value === undefined)) return [];
    if (options.brief && isSkipped(measure, values)) return [];
    const { title: text, metric: code } = measure;
    const title = code === last ? { text } : { text, code };
    last = code;
    const cells: Cell[] = values.map((value) => figure(value, measure.unit));
    if (topologies.length === 2) cells.push({ text: change(values[0], values[1]) });
    return [[title, ...cells]];
  });
  const columns = ["Metric", ...topologies.map(topologyWord)];
  return {
    name: "key-figures",
    caption: "Key figures",
    columns: topologies.length === 2 ? [...columns, "Change"] : columns,
    rows,
    note: "“Busiest etcd” is the cluster with the highest value of that line; rates and CPU are means of the measured window.",
  };
}

function isSkipped(measure: Measure, values: readonly (number | undefined)[]): boolean {
  if (measure.detail === "if not zero") return values.every((value) => !value);
  return measure.detail === "page";
}

function detail(measure: Measure): Measure {
  return { ...measure, detail: "page" };
}

function trouble(measure: Measure): Measure {
  return { ...measure, detail: "if not zero" };
}

const MEASURES: readonly Measure[] = [
  ...LATENCY_STATS.map((stat): Measure => {
    const labels = { type: "all", stage: "total" };
    const metric = "sync_latency_seconds";
    const value = (docs: RunDocuments, topology: TopologyName): number | undefined =>
      findValue(docs, { topology, metric, stat, labels });
    const measure: Measure = { title: `Sync latency ${stat}`, metric, unit: "seconds", value };
    return stat === "p90" || stat === "max" ? detail(measure) : measure;
  }),
  highest("Connections, busiest etcd", "etcd_connections", "max", "count"),
  highest("… of them cross-cluster", "etcd_connections", "max", "count", {
    scope: "cross-cluster",
  }),
  detail(total("Connections, whole mesh", "etcd_connections", "max", "count")),
  detail(
    highest(
      "Watch streams, busiest etcd",
      "etcd_debugging_mvcc_watch_stream_total",
      "max",
      "count",
    ),
  ),
  highest("Watchers, busiest etcd", "etcd_debugging_mvcc_watcher_total", "max", "count"),
  highest("Puts, busiest etcd", "etcd_mvcc_put_total", "rate", "1/s"),
  highest("Watch events sent, busiest etcd", "etcd_debugging_mvcc_events_total", "rate", "1/s"),
  highest(
    "Bytes sent, busiest etcd",
    "etcd_network_client_grpc_sent_bytes_total",
    "rate",
    "bytes/s",
  ),
  highest("CPU, busiest etcd", "etcd_cpu_cores", "mean", "cores", { station: "total" }),
  highest("Memory, largest etcd", "process_resident_memory_bytes", "max", "bytes", {
    process: "etcd",
  }),
  highest("Memory, largest agent", "process_resident_memory_bytes", "max", "bytes", {
    process: "agent",
  }),
  traffic(
    "Cross-cluster copies per change",
    "cross_cluster_copies_per_change",
    "copies",
    "copiesPerChange",
  ),
  traffic(
    "Cross-cluster bytes per change",
    "cross_cluster_bytes_total",
    "wire bytes",
    "bytesPerChange",
  ),
  traffic(
    "Cross-cluster traffic, whole mesh",
    "cross_cluster_bytes_total",
    "bytes/s",
    "bytesPerSecond",
  ),
  highest(
    "Bootstrap of clustermesh-apiserver, slowest",
    "cilium_clustermesh_apiserver_bootstrap_seconds",
    "value",
    "seconds",
  ),
  highest(
    "Bootstrap of kvstoremesh, slowest",
    "cilium_kvstoremesh_bootstrap_seconds",
    "value",
    "seconds",
  ),
  highest(
    "Sync queue of clustermesh-apiserver, longest",
    "cilium_clustermesh_apiserver_kvstore_sync_queue_size",
    "max",
    "count",
  ),
  highest(
    "Sync queue of kvstoremesh, longest",
    "cilium_kvstoremesh_kvstore_sync_queue_size",
    "max",
    "count",
  ),
  ...["clustermesh_apiserver", "kvstoremesh"].map((process) =>
    trouble(
      total(
        `Sync errors of ${process.replace("_", "-")}`,
        `cilium_${process}_kvstore_sync_errors_total`,
        "sum",
        "count",
      ),
    ),
  ),
  ...["kvstoremesh", "clustermesh"].map((process) =>
    trouble(
      total(
        `Failed status checks of ${process === "clustermesh" ? "agents" : process}`,
        `cilium_${process}_remote_cluster_failures`,
        "sum",
        "count",
      ),
    ),
  ),
  detail(highest("ipcache entries, largest agent", "cilium_ipcache_entries", "max", "count")),
  highest("ipcache map pressure (of 512,000)", "cilium_bpf_map_pressure", "max", "ratio", {
    map: "ipcache",
  }),
  {
    detail: "if not zero",
    title: "Changes that did not arrive",
    metric: "changes_undelivered",
    unit: "count",
    value: (docs, topology) =>
      findValue(docs, { topology, metric: "changes_undelivered", stat: "value" }),
  },
];

function highest(
  title: string,
  metric: string,
  stat: string,
  unit: DisplayUnit,
  labels: Readonly<Record<string, string>> = {},
): Measure {
  const value = (docs: RunDocuments, topology: TopologyName): number | undefined =>
    highestCluster(docs, { topology, metric, stat, labels })?.value;
  return { title, metric, unit, value };
}

function total(title: string, metric: string, stat: string, unit: DisplayUnit): Measure {
  const value = (docs: RunDocuments, topology: TopologyName): number | undefined => {
    if (findRows(docs, { topology, metric, stat }).length === 0) return undefined;
    const values = valuesByCluster(docs, { topology, metric, stat }).values();
    return [...values].reduce((sum, next) => sum + next, 0);
  };
  return { title, metric, unit, value };
}

function traffic(
  title: string,
  metric: string,
  unit: DisplayUnit,
  key: "copiesPerChange" | "bytesPerChange" | "bytesPerSecond",
): Measure {
  return {
    title,
    metric,
    unit,
    value: (docs, topology) => crossClusterTraffic(docs, topology)[key],
  };
}
