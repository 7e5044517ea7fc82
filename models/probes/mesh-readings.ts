/**
 * Which figures are read from a mesh, under which names: Prometheus' own where one exists.
 * Series over time are kept for a few clusters only (the first of each group); every cluster has its figures in the
 * summary.
 */
import type { Labels, Unit } from "../../src/measure/documents.js";
import { CPU_STATIONS } from "../etcd/cpu-meter.js";
import type { EtcdMember } from "../etcd/member.js";
import type { Mesh } from "../mesh.js";
import type { MeshCluster } from "../mesh-parts.js";
import {
  agentResidentBytes,
  IPCACHE_ENTRIES_PER_NODE,
  IPCACHE_MAX_ENTRIES,
} from "../process/agent-costs.js";
import type { Reading } from "../../src/measure/sampler.js";

/** How many clusters have series of their own. */
const SERIES_CLUSTERS = 6;

/** A cumulative figure in nanoseconds per nanosecond is a share; this turns it into one per second. */
const PER_SECOND = 1e-9;

/** All readings of a mesh. */
export function meshReadings(mesh: Mesh): readonly Reading[] {
  const charted = chartedEtcds(mesh);
  const readings: Reading[] = [];
  for (const etcd of mesh.etcds) readings.push(...etcdReadings(mesh, etcd, charted.has(etcd)));
  for (const cluster of mesh.clusters) {
    if (cluster.group.mocked) continue;
    readings.push(...clusterReadings(mesh, cluster, charted.has(cluster.etcd)));
  }
  readings.push(...mockReadings(mesh), ...linkReadings(mesh), ...totals(mesh));
  return readings;
}

/** Brings lazily kept figures up to now. */
export function settle(mesh: Mesh): void {
  const now = mesh.sim.nowNs;
  for (const etcd of mesh.etcds) {
    etcd.pool.settle(now);
    etcd.meter.advance(now);
  }
}

function chartedEtcds(mesh: Mesh): ReadonlySet<EtcdMember> {
  const charted = new Set<EtcdMember>();
  for (const group of mesh.scenario.groups) {
    const members = mesh.clusters.filter((cluster) => cluster.group === group);
    const first = members.find((cluster) => cluster.observed) ?? members[0];
    if (first !== undefined && charted.size < SERIES_CLUSTERS) charted.add(first.etcd);
  }
  for (const cluster of mesh.clusters) {
    if (charted.size < Math.min(3, SERIES_CLUSTERS)) charted.add(cluster.etcd);
  }
  return charted;
}

function counter(
  metric: string,
  labels: Labels,
  unit: Unit,
  series: boolean,
  read: () => number,
): Reading {
  return { metric, labels, unit, kind: "counter", read, series };
}

function gauge(
  metric: string,
  labels: Labels,
  unit: Unit,
  series: boolean,
  read: () => number,
): Reading {
  return { metric, labels, unit, kind: "gauge", read, series };
}

function etcdReadings(mesh: Mesh, etcd: EtcdMember, series: boolean): Reading[] {
  const cluster = etcd.name;
  const { counters, meter, sessions } = etcd;
  const now = (): number => mesh.sim.nowNs;
  const readings: Reading[] = [
    counter("etcd_mvcc_put_total", { cluster }, "1/s", series, () => counters.puts),
    counter("etcd_mvcc_range_total", { cluster }, "1/s", false, () => counters.ranges),
    counter("etcd_debugging_mvcc_events_total", { cluster }, "1/s", series, () => counters.events),
    counter(
      "etcd_network_client_grpc_sent_bytes_total",
      { cluster },
      "bytes/s",
      series,
      () => counters.sentBytes,
    ),
    counter(
      "cross_cluster_bytes_total",
      { cluster },
      "bytes/s",
      series,
      () => counters.crossClusterBytes,
    ),
    counter(
      "etcd_debugging_lease_renewed_total",
      { cluster },
      "1/s",
      false,
      () => counters.leaseRenewals,
    ),
    gauge(
      "etcd_debugging_mvcc_slow_watcher_total",
      { cluster },
      "count",
      false,
      () => etcd.hub.slowWatchers,
    ),
    gauge("etcd_debugging_mvcc_keys_total", { cluster }, "count", false, () => etcd.keyspace.keys),
    gauge("etcd_mvcc_db_total_size_in_bytes", { cluster }, "bytes", false, () =>
      etcd.databaseBytes(),
    ),
    gauge("process_resident_memory_bytes", { cluster, process: "etcd" }, "bytes", series, () =>
      etcd.residentBytes(),
    ),
    gauge(
      "etcd_debugging_mvcc_watch_stream_total",
      { cluster },
      "count",
      false,
      () => sessions.totals().streams,
    ),
    gauge(
      "etcd_debugging_mvcc_watcher_total",
      { cluster },
      "count",
      false,
      () => sessions.totals().watchers,
    ),
  ];
  for (const [index, station] of CPU_STATIONS.entries()) {
    readings.push(
      counter(
        "etcd_cpu_cores",
        { cluster, station },
        "cores",
        series,
        () => (meter.usedNs[index] ?? 0) * PER_SECOND,
      ),
    );
  }
  const cpuNs = (): number => meter.usedNs.reduce((sum, ns) => sum + ns, 0);
  readings.push(
    counter(
      "etcd_cpu_cores",
      { cluster, station: "total" },
      "cores",
      series,
      () => cpuNs() * PER_SECOND,
    ),
  );
  const utilization = (station: string, read: () => number): Reading =>
    counter("station_utilization", { cluster, station }, "ratio", false, read);
  readings.push(
    utilization("etcd-apply", () => etcd.apply.busyNs(now()) * PER_SECOND),
    utilization("etcd-cores", () => (cpuNs() * PER_SECOND) / etcd.spec.cores),
    utilization("etcd-raft", () => etcd.raft.busyNs(now()) * PER_SECOND),
    utilization("etcd-egress", () => etcd.nic.busyNs * PER_SECOND),
  );
  for (const count of sessions.counts) {
    const labels = { client: count.client, cluster, scope: count.scope };
    readings.push(
      gauge("etcd_connections", labels, "count", false, () => count.connections),
      gauge("clustermesh_sim_watch_streams", labels, "count", false, () => count.streams),
      gauge("clustermesh_sim_watchers", labels, "count", false, () => count.watchers),
    );
  }
  return readings;
}

function clusterReadings(mesh: Mesh, cluster: MeshCluster, series: boolean): Reading[] {
  const labels = { cluster: cluster.name };
  const readings: Reading[] = [];
  const { apiserver, kvstoremesh } = cluster;
  if (apiserver !== undefined) {
    const { qps } = mesh.scenario.apiserver;
    const station = { ...labels, station: "apiserver-limiter" };
    readings.push(
      counter(
        "station_utilization",
        station,
        "ratio",
        false,
        () => apiserver.client.limiter.granted / qps,
      ),
      counter(
        "cilium_clustermesh_apiserver_kvstore_sync_errors_total",
        labels,
        "1/s",
        false,
        () => apiserver.writer.errors,
      ),
    );
  }
  if (kvstoremesh !== undefined) {
    const { qps } = mesh.scenario.kvstoremesh;
    const station = { ...labels, station: "kvstoremesh-limiter" };
    readings.push(
      counter(
        "station_utilization",
        station,
        "ratio",
        false,
        () => kvstoremesh.client.limiter.granted / qps,
      ),
      counter(
        "cilium_kvstoremesh_kvstore_sync_errors_total",
        labels,
        "1/s",
        false,
        () => kvstoremesh.errors,
      ),
      gauge(
        "clustermesh_sim_kvstoremesh_queue",
        labels,
        "count",
        series,
        () => kvstoremesh.waiting.value,
      ),
    );
  }
  if (cluster.group.agents === 0) return readings;
  const process = { ...labels, process: "agent" };
  readings.push(
    gauge("process_resident_memory_bytes", process, "bytes", false, () =>
      agentResidentBytes(remoteAddresses(mesh, cluster)),
    ),
    gauge("cilium_ipcache_entries", labels, "count", false, () => ipcacheEntries(mesh)),
    gauge(
      "cilium_bpf_map_pressure",
      { ...labels, map: "ipcache" },
      "ratio",
      false,
      () => ipcacheEntries(mesh) / IPCACHE_MAX_ENTRIES,
    ),
  );
  return readings;
}

function mockReadings(mesh: Mesh): Reading[] {
  const { mocker } = mesh;
  if (mocker === undefined) return [];
  const { qps } = mesh.scenario.mock;
  const labels = { cluster: "mock", station: "mock-limiter" };
  return [
    counter(
      "station_utilization",
      labels,
      "ratio",
      false,
      () => mocker.client.limiter.granted / qps,
    ),
  ];
}

function linkReadings(mesh: Mesh): Reading[] {
  return [...mesh.network.sharedLinks()].map(([name, link]) =>
    counter(
      "station_utilization",
      { cluster: "all", station: `link:${name}` },
      "ratio",
      false,
      () => link.busyNs * PER_SECOND,
    ),
  );
}

/** Sums over the mesh, kept over time. */
function totals(mesh: Mesh): Reading[] {
  const all = { cluster: "all" };
  const sum = (read: (etcd: EtcdMember) => number) => (): number =>
    mesh.etcds.reduce((total, etcd) => total + read(etcd), 0);
  const series = (
    metric: string,
    unit: Unit,
    read: (etcd: EtcdMember) => number,
    labels: Labels = {},
  ): Reading => counter(metric, { ...all, ...labels }, unit, true, sum(read));
  return [
    series("etcd_mvcc_put_total", "1/s", (etcd) => etcd.counters.puts),
    series("etcd_debugging_mvcc_events_total", "1/s", (etcd) => etcd.counters.events),
    series(
      "etcd_network_client_grpc_sent_bytes_total",
      "bytes/s",
      (etcd) => etcd.counters.sentBytes,
    ),
    series("cross_cluster_bytes_total", "bytes/s", (etcd) => etcd.counters.crossClusterBytes),
    gauge(
      "etcd_connections",
      all,
      "count",
      true,
      sum((etcd) => etcd.sessions.totals().connections),
    ),
    gauge(
      "process_resident_memory_bytes",
      { ...all, process: "etcd" },
      "bytes",
      true,
      sum((etcd) => etcd.residentBytes()),
    ),
    gauge("clustermesh_sim_kvstoremesh_queue", all, "count", true, () =>
      mesh.clusters.reduce((keys, { kvstoremesh }) => keys + (kvstoremesh?.waiting.value ?? 0), 0),
    ),
    ...CPU_STATIONS.map((station, index) =>
      series("etcd_cpu_cores", "cores", (etcd) => (etcd.meter.usedNs[index] ?? 0) * PER_SECOND, {
        station,
      }),
    ),
  ];
}

/** Remote addresses that an agent of this cluster knows. */
function remoteAddresses(mesh: Mesh, cluster: MeshCluster): number {
  return mesh.totalAddresses - cluster.source.tables.ip.count;
}

/** Entries of an agent's ipcache: every address of the mesh, its own cluster's included, and the nodes'. */
function ipcacheEntries(mesh: Mesh): number {
  return mesh.totalAddresses + mesh.totalNodes * IPCACHE_ENTRIES_PER_NODE;
}
