/**
 * A made-up but complete run of both topologies, for tests of the report. Not simulated: figures follow simple
 * formulas (facts about the structure hold, loads are plausible), so that a test can say what it expects.
 */
import type {
  ManifestDocument,
  MetricsRow,
  SummaryRow,
  Unit,
} from "../../src/measure/documents.js";
import type { RunDocuments } from "../../src/report/run-documents.js";
import type { TopologyName } from "../../src/scenario/scenario.js";
import type { Size } from "./sample-manifest.js";
import { sampleManifest, sampleScenario } from "./sample-manifest.js";

export interface SampleOptions {
  readonly clusters?: number;
  /** Nodes of each cluster, or of the first one when `unequal`. */
  readonly nodes?: number;
  /** Cluster k has k times the nodes of the first. */
  readonly unequal?: boolean;
  readonly topologies?: readonly TopologyName[];
  /** Time bins of ten seconds. */
  readonly bins?: number;
  readonly warnings?: ManifestDocument["warnings"];
  /** Text that a hostile scenario author wrote. */
  readonly description?: string;
}

/** The documents of a run of `clusters` equal clusters. */
export function sampleRun(options: SampleOptions = {}): RunDocuments {
  const clusters = options.clusters ?? 3;
  const topologies = options.topologies ?? (["original", "kvstoremesh"] as const);
  const nodes = options.nodes ?? 100;
  const bins = options.bins ?? 43;
  const size = { clusters, nodes, bins, unequal: options.unequal ?? false };
  const results = topologies.flatMap((topology) => summaryRows(topology, size));
  const metrics = topologies.flatMap((topology) => metricsRows(topology, size));
  const scenario = sampleScenario(size, topologies, options.description ?? "Three equal clusters.");
  return {
    summary: {
      schemaVersion: 1,
      version: "0.1.0",
      scenario: { name: scenario.name, hash: "0123456789abcdef" },
      seed: "1",
      results,
    },
    metrics,
    manifest: sampleManifest(scenario, topologies, options.warnings ?? []),
  };
}

const TYPES = ["all", "identities", "ip", "nodes", "services"];
const STAGE_SECONDS: Readonly<Record<TopologyName, Readonly<Record<string, number>>>> = {
  original: {
    "source-limiter": 0.0012,
    "source-etcd": 0.0014,
    "source-watch": 0.0031,
    network: 0.0005,
    agent: 0.00005,
  },
  kvstoremesh: {
    "source-limiter": 0.0012,
    "source-etcd": 0.0013,
    "source-watch": 0.00006,
    network: 0.0005,
    "mirror-limiter": 0.0021,
    "local-etcd": 0.0014,
    "local-watch": 0.0029,
    agent: 0.00005,
  },
};
const QUANTILES: readonly (readonly [string, number])[] = [
  ["mean", 1],
  ["p50", 0.9],
  ["p90", 1.6],
  ["p99", 3],
  ["p99.9", 6],
  ["max", 11],
];

export function meanLatency(topology: TopologyName): number {
  return Object.values(STAGE_SECONDS[topology]).reduce((sum, next) => sum + next, 0);
}

function summaryRows(topology: TopologyName, size: Size): readonly SummaryRow[] {
  const rows: SummaryRow[] = [];
  const mirrored = topology === "kvstoremesh";
  const add = (metric: string, labels: object, stat: string, unit: Unit, value: number): void => {
    rows.push({ topology, metric, labels: { ...labels }, stat, unit, value });
  };
  const remote = size.clusters - 1;
  for (let index = 1; index <= size.clusters; index += 1) {
    const cluster = `cluster-${index}`;
    const own = size.unequal ? size.nodes * index : size.nodes;
    const agents = mirrored ? own * remote : totalNodes(size) - own;
    const clients = [
      { client: "agent", scope: mirrored ? "local" : "cross-cluster", n: agents },
      ...(mirrored ? [{ client: "kvstoremesh", scope: "cross-cluster", n: remote }] : []),
      ...(mirrored ? [{ client: "kvstoremesh", scope: "local", n: 1 }] : []),
      { client: "apiserver", scope: "local", n: 1 },
    ];
    for (const stat of ["max", "mean"]) {
      for (const { client, scope, n } of clients) {
        const labels = { cluster, client, scope };
        add("etcd_connections", labels, stat, "count", n);
        add("clustermesh_sim_watch_streams", labels, stat, "count", n);
        add("clustermesh_sim_watchers", labels, stat, "count", n * 7);
      }
      const n = clients.reduce((sum, next) => sum + next.n, 0);
      add("etcd_debugging_mvcc_watch_stream_total", { cluster }, stat, "count", n);
      add("etcd_debugging_mvcc_watcher_total", { cluster }, stat, "count", n * 7);
    }
    const puts = mirrored ? 1.5 * size.clusters : 1.5;
    const events = 1.5 * agents;
    for (const [stat, unit, factor] of [
      ["sum", "count", 300],
      ["rate", "1/s", 1],
    ] as const) {
      add("etcd_mvcc_put_total", { cluster }, stat, unit, puts * factor);
      add("etcd_debugging_mvcc_events_total", { cluster }, stat, unit, events * factor);
    }
    add("etcd_network_client_grpc_sent_bytes_total", { cluster }, "sum", "bytes", events * 90_000);
    add("etcd_network_client_grpc_sent_bytes_total", { cluster }, "rate", "bytes/s", events * 300);
    for (const [station, share] of STATIONS) {
      add("etcd_cpu_cores", { cluster, station }, "mean", "cores", share * events * 3e-5);
      add("etcd_cpu_cores", { cluster, station }, "max", "cores", share * events * 6e-5);
    }
    const bytes = { etcd: 5e7 + events * 4e4, agent: 3e8 };
    for (const process of ["etcd", "agent"] as const) {
      const labels = { cluster, process };
      add("process_resident_memory_bytes", labels, "max", "bytes", bytes[process]);
    }
    const bootstrap = "cilium_clustermesh_apiserver_bootstrap_seconds";
    add(bootstrap, { cluster }, "value", "seconds", 1.9);
    if (mirrored) {
      add("cilium_kvstoremesh_bootstrap_seconds", { cluster }, "value", "seconds", 4.2);
      add("cilium_kvstoremesh_kvstore_sync_queue_size", { cluster }, "max", "count", 17);
      add("cilium_kvstoremesh_kvstore_sync_errors_total", { cluster }, "sum", "count", 0);
      add("cilium_kvstoremesh_remote_cluster_failures", { cluster }, "sum", "count", 0);
    }
    const copies = mirrored ? remote : remote * size.nodes;
    add("cross_cluster_copies_per_change", { cluster }, "mean", "copies", copies);
    add("cross_cluster_bytes_total", { cluster }, "sum", "bytes", copies * 1.5 * 300 * 320);
    add("cross_cluster_bytes_total", { cluster }, "rate", "bytes/s", copies * 1.5 * 320);
    for (const [station, mean] of Object.entries(UTILIZATION[topology])) {
      add("station_utilization", { cluster, station }, "mean", "ratio", mean);
      add("station_utilization", { cluster, station }, "max", "ratio", mean * 2.4);
    }
    add("cilium_ipcache_entries", { cluster }, "max", "count", 3_300);
    add("cilium_bpf_map_pressure", { cluster, map: "ipcache" }, "max", "ratio", 3_300 / 512_000);
  }
  for (const type of TYPES) {
    const labels = { type, stage: "total" };
    for (const [stat, factor] of QUANTILES) {
      const value = meanLatency(topology) * factor;
      add("sync_latency_seconds", labels, stat, "seconds", value);
    }
    add("sync_latency_seconds", labels, "count", "count", 270_000);
    for (const [stage, mean] of Object.entries(STAGE_SECONDS[topology])) {
      add("sync_latency_seconds", { type, stage }, "mean", "seconds", mean);
    }
    if (type !== "all") add("changes_total", { type }, "sum", "count", 112.5 * size.clusters);
  }
  const p99 = meanLatency(topology) * 3;
  const all = { type: "all", stage: "total" };
  add("sync_latency_seconds", all, "p99_ci95_low", "seconds", p99 * 0.96);
  add("sync_latency_seconds", all, "p99_ci95_high", "seconds", p99 * 1.04);
  for (const [phase, start, end] of phases(topology, size)) {
    add("simulation_phase_seconds", { phase }, "start", "seconds", start);
    add("simulation_phase_seconds", { phase }, "end", "seconds", end);
  }
  add("changes_undelivered", {}, "value", "count", 0);
  return rows;
}

const STATIONS: readonly (readonly [string, number])[] = [
  ["rpc", 0.1],
  ["raft", 0.05],
  ["apply", 0.1],
  ["notify", 0.15],
  ["send", 0.5],
  ["list", 0.03],
  ["connect", 0.02],
  ["commit", 0.03],
  ["lease", 0.02],
  ["total", 1],
];
const UTILIZATION: Readonly<Record<TopologyName, Readonly<Record<string, number>>>> = {
  original: {
    "apiserver-limiter": 0.075,
    "etcd-apply": 0.004,
    "etcd-cores": 0.0011,
    "etcd-raft": 0.002,
    "etcd-egress": 0.0007,
  },
  kvstoremesh: {
    "apiserver-limiter": 0.075,
    "etcd-apply": 0.009,
    "etcd-cores": 0.0012,
    "etcd-raft": 0.006,
    "etcd-egress": 0.0007,
    "kvstoremesh-inflight": 0.0008,
    "kvstoremesh-limiter": 0.03,
  },
};

function totalNodes(size: Size): number {
  const { clusters } = size;
  return size.nodes * (size.unequal ? (clusters * (clusters + 1)) / 2 : clusters);
}

function phases(
  topology: TopologyName,
  size: Size,
): readonly (readonly [string, number, number])[] {
  const boot = topology === "original" ? 8 : 14;
  const end = size.bins * 10;
  return [
    ["bootstrap", 0, boot],
    ["warmup", boot, boot + 30],
    ["measure", boot + 30, end - 20],
    ["drain", end - 20, end],
  ];
}

function metricsRows(topology: TopologyName, size: Size): readonly MetricsRow[] {
  const rows: MetricsRow[] = [];
  const mirrored = topology === "kvstoremesh";
  const names = Array.from({ length: Math.min(8, size.clusters) }, (_, i) => `cluster-${i + 1}`);
  const events = 1.5 * size.nodes * (size.clusters - 1);
  for (let bin = 1; bin <= size.bins; bin += 1) {
    const t = bin * 10;
    const wave = 1 + 0.2 * Math.sin(bin / 2);
    const burst = bin <= 2 ? 12 : 1;
    const add = (metric: string, labels: object, stat: string, unit: Unit, value: number): void => {
      rows.push({ topology, metric, labels: { ...labels }, stat, unit, t, value });
    };
    for (const cluster of [...names, "all"]) {
      const n = cluster === "all" ? size.clusters : 1;
      const scale = n * wave * burst;
      const puts = (mirrored ? 1.5 * size.clusters : 1.5) * scale;
      add("etcd_mvcc_put_total", { cluster }, "rate", "1/s", puts);
      add("etcd_debugging_mvcc_events_total", { cluster }, "rate", "1/s", events * scale);
      const bytes = "etcd_network_client_grpc_sent_bytes_total";
      add(bytes, { cluster }, "rate", "bytes/s", events * scale * 300);
      for (const [station, share] of STATIONS) {
        const cores = share * events * 3e-5 * scale;
        add("etcd_cpu_cores", { cluster, station }, "mean", "cores", cores);
      }
      const memory = { cluster, process: "etcd" };
      add("process_resident_memory_bytes", memory, "max", "bytes", n * (5e7 + events * 4e4));
      if (mirrored) {
        const queue = "cilium_kvstoremesh_kvstore_sync_queue_size";
        add(queue, { cluster }, "max", "count", Math.round(17 * wave * n));
      }
    }
    const labels = { type: "all", stage: "total" };
    const mean = meanLatency(topology) * wave;
    if (bin > 2) {
      add("sync_latency_seconds", labels, "p50", "seconds", mean * 0.9);
      add("sync_latency_seconds", labels, "p99", "seconds", mean * 3);
      add("sync_latency_seconds", labels, "count", "count", 6_300);
    }
  }
  for (const quantile of [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 0.9999, 1]) {
    const value = meanLatency(topology) * (0.3 + 0.65 * -Math.log(1.0001 - quantile));
    const labels = { type: "all", stage: "total", quantile: String(quantile) };
    const metric = "sync_latency_seconds";
    rows.push({ topology, metric, labels, stat: "quantile", unit: "seconds", t: null, value });
  }
  return rows;
}
