/**
 * What each metric of a result means, for `list metrics`, and what an objective (SLO) of a scenario may name. The names are those of the real Prometheus metrics where one
 * exists, so that a simulated series can be laid over a real one. A test holds this list against a real run.
 */

/** Unit of a value, written out: figures are in base units (seconds, bytes, cores), never scaled. */
export type Unit = "seconds" | "bytes" | "cores" | "1/s" | "bytes/s" | "ratio" | "count" | "copies";

export interface MetricEntry {
  readonly name: string;
  /** Unit of its levels and sums; rates are in the same unit per second. */
  readonly unit: Unit;
  /** Label names, sorted. */
  readonly labels: readonly string[];
  readonly meaning: string;
}

const ROWS: readonly (readonly [name: string, unit: Unit, labels: string, meaning: string])[] = [
  ["changes_total", "count", "type", "Changes made in the source clusters in the measured window"],
  ["changes_undelivered", "count", "", "Deliveries of those changes still outstanding at the end"],
  [
    "cilium_bpf_map_pressure",
    "ratio",
    "cluster map",
    "Entries an agent's BPF map would need, as a share of its size",
  ],
  [
    "cilium_clustermesh_apiserver_bootstrap_seconds",
    "seconds",
    "cluster",
    "Time until the clustermesh-apiserver had written all it exports",
  ],
  [
    "cilium_clustermesh_apiserver_kvstore_sync_errors_total",
    "count",
    "cluster",
    "Failed writes of the clustermesh-apiserver to its etcd",
  ],
  [
    "cilium_clustermesh_apiserver_kvstore_sync_queue_size",
    "count",
    "cluster",
    "Keys waiting in the clustermesh-apiserver's work queues",
  ],
  [
    "cilium_clustermesh_remote_cluster_failures",
    "count",
    "cluster",
    "Failed connections of agents to remote clusters",
  ],
  ["cilium_ipcache_entries", "count", "cluster", "Entries of an agent's ipcache"],
  [
    "cilium_kvstoremesh_bootstrap_seconds",
    "seconds",
    "cluster",
    "Time until kvstoremesh had copied all remote clusters",
  ],
  [
    "cilium_kvstoremesh_kvstore_sync_errors_total",
    "count",
    "cluster",
    "Failed writes of kvstoremesh to the local etcd",
  ],
  [
    "cilium_kvstoremesh_kvstore_sync_queue_size",
    "count",
    "cluster",
    "Keys waiting in kvstoremesh's work queues",
  ],
  [
    "cilium_kvstoremesh_remote_cluster_failures",
    "count",
    "cluster",
    "Failed connections of kvstoremesh to remote clusters",
  ],
  ["clients_in_sync", "ratio", "client", "Share of the clients of a kind that are in sync"],
  [
    "clustermesh_sim_watch_streams",
    "count",
    "client cluster scope",
    "Watch streams of an etcd by kind of client and local or cross-cluster",
  ],
  [
    "clustermesh_sim_watchers",
    "count",
    "client cluster scope",
    "Watchers of an etcd by kind of client and local or cross-cluster",
  ],
  [
    "cross_cluster_bytes_per_change",
    "bytes",
    "cluster",
    "Bytes that one change of this cluster sent across cluster borders",
  ],
  ["cross_cluster_bytes_total", "bytes", "cluster", "Bytes an etcd sent to other clusters"],
  [
    "cross_cluster_copies_per_change",
    "copies",
    "cluster",
    "How often one change of this cluster crossed a cluster border",
  ],
  [
    "etcd_connections",
    "count",
    "client cluster scope",
    "Client connections of an etcd by kind of client and local or cross-cluster",
  ],
  ["etcd_cpu_cores", "cores", "cluster station", "CPU that an etcd used, by what it was used for"],
  ["etcd_debugging_lease_renewed_total", "count", "cluster", "Lease keepalives an etcd answered"],
  ["etcd_debugging_mvcc_events_total", "count", "cluster", "Watch events an etcd sent"],
  ["etcd_debugging_mvcc_keys_total", "count", "cluster", "Keys an etcd holds"],
  [
    "etcd_debugging_mvcc_slow_watcher_total",
    "count",
    "cluster",
    "Watchers that an etcd had to set aside because their stream was full",
  ],
  ["etcd_debugging_mvcc_watch_stream_total", "count", "cluster", "Watch streams of an etcd"],
  ["etcd_debugging_mvcc_watcher_total", "count", "cluster", "Watchers of an etcd"],
  ["etcd_mvcc_db_total_size_in_bytes", "bytes", "cluster", "Size of an etcd's database"],
  ["etcd_mvcc_put_total", "count", "cluster", "Puts an etcd applied"],
  ["etcd_mvcc_range_total", "count", "cluster", "Ranges (one a page) an etcd answered"],
  ["etcd_network_client_grpc_sent_bytes_total", "bytes", "cluster", "Bytes an etcd sent"],
  [
    "incident_bystander_latency_seconds",
    "seconds",
    "incident period",
    "The same as incident_latency_seconds, of agents whose clusters no incident names",
  ],
  [
    "incident_clients_reconnected",
    "count",
    "client incident",
    "Clients that got out of sync in an incident and in sync again",
  ],
  ["incident_cross_cluster_bytes", "bytes", "incident", "Sent to other clusters in an incident"],
  [
    "incident_etcd_cpu_cores",
    "cores",
    "cluster incident",
    "Highest CPU of one etcd in an incident, and whose it was",
  ],
  ["incident_etcd_events", "1/s", "incident", "Highest rate of watch events of the whole mesh"],
  ["incident_keys_listed", "count", "client incident", "Keys that were listed in an incident"],
  [
    "incident_latency_seconds",
    "seconds",
    "incident period",
    "Sync latency of what arrived before, during and after an incident",
  ],
  [
    "incident_recovery_seconds",
    "seconds",
    "incident",
    "From the start of an incident until all were in sync again",
  ],
  [
    "incident_resync_seconds",
    "seconds",
    "client incident",
    "From losing the connection or the process to being in sync, per client",
  ],
  ["incident_seconds", "seconds", "incident", "When the disturbance of an incident was"],
  [
    "incident_stale_seconds",
    "seconds",
    "incident",
    "The longest that somebody acted on old data in an incident",
  ],
  ["invariant_checks_total", "count", "invariant", "How often an invariant was checked"],
  ["invariant_violations_total", "count", "invariant", "Always 0: a violation ends the run"],
  ["process_resident_memory_bytes", "bytes", "cluster process", "Memory of a process"],
  [
    "region_sync_latency_seconds",
    "seconds",
    "from to",
    "Sync latency by the region of the change's source and that of the agent; with several regions only",
  ],
  ["sample_clusters", "count", "", "Clusters that were observed, of how many; in a sample only"],
  [
    "sample_etcd_cpu_cores",
    "cores",
    "",
    "Mean CPU of the etcds of all clusters, estimated from the observed ones",
  ],
  ["sample_etcd_events", "1/s", "", "Mean watch events of the etcds of all clusters, estimated"],
  ["sample_etcd_memory_bytes", "bytes", "", "Mean memory of the etcds of all clusters, estimated"],
  ["sample_etcd_puts", "1/s", "", "Mean puts of the etcds of all clusters, estimated"],
  ["sample_etcd_sent_bytes", "bytes/s", "", "Mean bytes that all clusters' etcds sent, estimated"],
  [
    "sample_latency_seconds",
    "seconds",
    "",
    "Sync latency of the agents of all clusters, estimated, with the interval for the sampling",
  ],
  [
    "simulation_phase_seconds",
    "seconds",
    "phase",
    "When a phase of the run (bootstrap, warmup, measure, drain) began and ended",
  ],
  [
    "station_utilization",
    "ratio",
    "cluster station",
    "Share of time that a station (limiter, thread, cores, link) was busy",
  ],
  [
    "sync_latency_seconds",
    "seconds",
    "stage type",
    "From a change in the source cluster to an agent having applied it; stages add up to total",
  ],
];

/** All metrics of summary.json, sorted by name. */
export const METRICS: readonly MetricEntry[] = ROWS.map(([name, unit, labels, meaning]) => ({
  name,
  unit,
  labels: labels.split(" ").filter((label) => label !== ""),
  meaning,
}));
