/**
 * What is read from the etcds behind one Service, under Prometheus' own names: what dead pods counted stays counted,
 * what is there now is that of living ones.
 */
import type { Reading } from "../../src/measure/sampler.js";
import { CPU_STATIONS } from "../etcd/cpu-meter.js";
import type { EtcdMember } from "../etcd/member.js";
import type { EtcdService } from "../etcd/service.js";
import { placeOf, SCOPES, type SessionCount } from "../etcd/sessions.js";
import { CLIENT_KINDS } from "../etcd/watch-group.js";
import type { Mesh } from "../mesh.js";
import { counter, gauge, PER_SECOND } from "./readings.js";

/** All readings of one Service's etcds; `series`: also over time. */
export function etcdReadings(mesh: Mesh, service: EtcdService, series: boolean): Reading[] {
  const cluster = service.name;
  // What dead pods counted stays counted; what is there now is that of living ones.
  const total = (read: (etcd: EtcdMember) => number) => (): number => service.total(read);
  const current = (read: (etcd: EtcdMember) => number) => (): number => service.current(read);
  const cores = service.all[0]?.spec.cores ?? 1;
  const now = (): number => mesh.sim.nowNs;
  const readings: Reading[] = [
    counter(
      "etcd_mvcc_put_total",
      { cluster },
      "1/s",
      series,
      total((etcd) => etcd.counters.puts),
    ),
    counter(
      "etcd_mvcc_range_total",
      { cluster },
      "1/s",
      false,
      total((etcd) => etcd.counters.ranges),
    ),
    counter(
      "etcd_debugging_mvcc_events_total",
      { cluster },
      "1/s",
      series,
      total((etcd) => etcd.counters.events),
    ),
    counter(
      "etcd_network_client_grpc_sent_bytes_total",
      { cluster },
      "bytes/s",
      series,
      total((etcd) => etcd.counters.sentBytes),
    ),
    counter(
      "cross_cluster_bytes_total",
      { cluster },
      "bytes/s",
      series,
      total((etcd) => etcd.counters.crossClusterBytes),
    ),
    counter(
      "etcd_debugging_lease_renewed_total",
      { cluster },
      "1/s",
      false,
      total((etcd) => etcd.counters.leaseRenewals),
    ),
    gauge(
      "etcd_debugging_mvcc_slow_watcher_total",
      { cluster },
      "count",
      false,
      current((etcd) => etcd.hub.slowWatchers),
    ),
    gauge(
      "etcd_debugging_mvcc_keys_total",
      { cluster },
      "count",
      false,
      current((etcd) => etcd.keyspace.keys),
    ),
    gauge(
      "etcd_mvcc_db_total_size_in_bytes",
      { cluster },
      "bytes",
      false,
      current((etcd) => etcd.databaseBytes()),
    ),
    gauge(
      "process_resident_memory_bytes",
      { cluster, process: "etcd" },
      "bytes",
      series,
      current((etcd) => etcd.residentBytes()),
    ),
    gauge(
      "etcd_debugging_mvcc_watch_stream_total",
      { cluster },
      "count",
      false,
      current((etcd) => etcd.sessions.totals().streams),
    ),
    gauge(
      "etcd_debugging_mvcc_watcher_total",
      { cluster },
      "count",
      false,
      current((etcd) => etcd.sessions.totals().watchers),
    ),
  ];
  for (const [index, station] of CPU_STATIONS.entries()) {
    readings.push(
      counter(
        "etcd_cpu_cores",
        { cluster, station },
        "cores",
        series,
        total((etcd) => (etcd.meter.usedNs[index] ?? 0) * PER_SECOND),
      ),
    );
  }
  const cpuNs = total((etcd) => etcd.meter.usedNs.reduce((sum, ns) => sum + ns, 0));
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
    utilization(
      "etcd-apply",
      total((etcd) => etcd.apply.busyNs(now()) * PER_SECOND),
    ),
    utilization("etcd-cores", () => (cpuNs() * PER_SECOND) / cores),
    utilization(
      "etcd-raft",
      total((etcd) => etcd.raft.busyNs(now()) * PER_SECOND),
    ),
    utilization(
      "etcd-egress",
      total((etcd) => etcd.nic.busyNs * PER_SECOND),
    ),
  );
  for (const client of CLIENT_KINDS) {
    for (const scope of SCOPES) {
      const labels = { client, cluster, scope };
      const place = placeOf(client, scope);
      const of = (read: (count: SessionCount) => number) =>
        current((etcd) => {
          const count = etcd.sessions.counts[place];
          return count === undefined ? 0 : read(count);
        });
      readings.push(
        gauge(
          "etcd_connections",
          labels,
          "count",
          false,
          of((count) => count.connections),
        ),
        gauge(
          "clustermesh_sim_watch_streams",
          labels,
          "count",
          false,
          of((count) => count.streams),
        ),
        gauge(
          "clustermesh_sim_watchers",
          labels,
          "count",
          false,
          of((count) => count.watchers),
        ),
      );
    }
  }
  return readings;
}
