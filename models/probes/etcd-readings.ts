/**
 * What is read from the etcds behind one Service, under Prometheus' own names: what dead pods counted stays counted,
 * what is there now is that of living ones. Hundreds of Services have the same figures, so those are one list, and each
 * Service is a group that reads it.
 */
import type { Simulation } from "../../src/engine/simulation.js";
import type { Labels, Unit } from "../../src/measure/documents.js";
import type { Reading, ReadingGroup } from "../../src/measure/reading.js";
import { CPU_STATIONS } from "../etcd/cpu-meter.js";
import type { EtcdMember } from "../etcd/member.js";
import type { EtcdService } from "../etcd/service.js";
import { SCOPES, SESSION_FIGURES } from "../etcd/sessions.js";
import { CLIENT_KINDS } from "../etcd/watch-group.js";
import { PER_SECOND } from "./readings.js";

/** One figure of an etcd. */
interface EtcdFigure {
  readonly metric: string;
  readonly labels: (cluster: string) => Labels;
  readonly unit: Unit;
  readonly kind: Reading["kind"];
  /** Kept over time for etcds that are charted. */
  readonly charted: boolean;
  /** Undefined for one that stands in a column of the etcd and is copied with the whole column. */
  readonly read: ((etcd: EtcdMember, nowNs: number) => number) | undefined;
  /** Makes a figure of the sum over pods, and of the cores that each may use; not given where the sum is the figure. */
  readonly finish?: ((sum: number, cores: number) => number) | undefined;
}

type Options = Partial<Pick<EtcdFigure, "labels" | "charted" | "finish">>;

const PLAIN = { labels: (cluster: string) => ({ cluster }), charted: false };
const CHARTED: Options = { charted: true };

const SESSION_METRICS = {
  connections: "etcd_connections",
  streams: "clustermesh_sim_watch_streams",
  watchers: "clustermesh_sim_watchers",
} as const;

/** The figures of each etcd, in the order in which a group has them. */
const FIGURES: readonly EtcdFigure[] = [
  counts("etcd_mvcc_put_total", "1/s", (etcd) => etcd.counters.puts, CHARTED),
  counts("etcd_mvcc_range_total", "1/s", (etcd) => etcd.counters.ranges),
  counts("etcd_debugging_mvcc_events_total", "1/s", (etcd) => etcd.counters.events, CHARTED),
  counts(
    "etcd_network_client_grpc_sent_bytes_total",
    "bytes/s",
    (etcd) => etcd.counters.sentBytes,
    CHARTED,
  ),
  counts(
    "cross_cluster_bytes_total",
    "bytes/s",
    (etcd) => etcd.counters.crossClusterBytes,
    CHARTED,
  ),
  counts("etcd_debugging_lease_renewed_total", "1/s", (etcd) => etcd.counters.leaseRenewals),
  stands("etcd_debugging_mvcc_slow_watcher_total", "count", (etcd) => etcd.hub.slowWatchers),
  stands("etcd_debugging_mvcc_keys_total", "count", (etcd) => etcd.keyspace.keys),
  stands("etcd_mvcc_db_total_size_in_bytes", "bytes", (etcd) => etcd.databaseBytes()),
  stands("process_resident_memory_bytes", "bytes", (etcd) => etcd.residentBytes(), {
    labels: (cluster) => ({ cluster, process: "etcd" }),
    charted: true,
  }),
  stands("etcd_debugging_mvcc_watch_stream_total", "count", (etcd) => etcd.sessions.total.streams),
  stands("etcd_debugging_mvcc_watcher_total", "count", (etcd) => etcd.sessions.total.watchers),
  ...CPU_STATIONS.map((station) =>
    counts("etcd_cpu_cores", "cores", undefined, {
      labels: (cluster) => ({ cluster, station }),
      charted: true,
    }),
  ),
  counts("etcd_cpu_cores", "cores", (etcd) => etcd.meter.totalNs, {
    labels: (cluster) => ({ cluster, station: "total" }),
    charted: true,
    finish: (sum) => sum * PER_SECOND,
  }),
  utilization("etcd-apply", (etcd, nowNs) => etcd.apply.busyNs(nowNs) * PER_SECOND),
  utilization("etcd-cores", (etcd) => etcd.meter.totalNs, {
    finish: (sum, cores) => (sum * PER_SECOND) / cores,
  }),
  utilization("etcd-raft", (etcd, nowNs) => etcd.raft.busyNs(nowNs) * PER_SECOND),
  utilization("etcd-egress", (etcd) => etcd.nic.busyNs * PER_SECOND),
  // In the order in which an etcd has them.
  ...CLIENT_KINDS.flatMap((client) =>
    SCOPES.flatMap((scope) =>
      SESSION_FIGURES.map((figure) =>
        stands(SESSION_METRICS[figure], "count", undefined, {
          labels: (cluster) => ({ client, cluster, scope }),
        }),
      ),
    ),
  ),
];

/** How many figures a group has. */
export const ETCD_FIGURES = FIGURES.length;

/** Those that are read one by one. */
const SINGLE = FIGURES.flatMap(({ kind, read }, place) =>
  read === undefined ? [] : [{ place, kind, read }],
);

/** Where the columns begin: CPU by station, and at the end sessions by client and scope. */
const CPU_AT = FIGURES.findIndex(({ read }) => read === undefined);
const SESSIONS_AT = FIGURES.length - CLIENT_KINDS.length * SCOPES.length * SESSION_FIGURES.length;

/** Those that are more than a sum. */
const FINISHED = FIGURES.flatMap(({ finish }, place) =>
  finish === undefined ? [] : [{ place, finish }],
);

/** All readings of one Service's etcds; `series`: also over time. */
export function etcdReadings(
  sim: Pick<Simulation, "nowNs">,
  service: EtcdService,
  series: boolean,
): ReadingGroup {
  const cluster = service.name;
  const cores = service.all[0]?.spec.cores ?? 1;
  return {
    readings: FIGURES.map(({ metric, labels, unit, kind, charted }) => {
      return { metric, labels: labels(cluster), unit, kind, series: series && charted };
    }),
    read: (values, from) => {
      values.fill(0, from, from + ETCD_FIGURES);
      for (const etcd of service.all) {
        // Brought up to now just before it is read: what an etcd consists of is in the cache but once.
        etcd.settle(sim.nowNs);
        addFigures(etcd, sim.nowNs, { values, from, isGone: service.isGone(etcd) });
      }
      for (const { place, finish } of FINISHED) {
        values[from + place] = finish(values[from + place] ?? 0, cores);
      }
    },
  };
}

/** The place of a figure in each group. */
export function placeOfFigure(metric: string, station?: string): number {
  const place = FIGURES.findIndex((figure) => {
    return figure.metric === metric && figure.labels("")["station"] === station;
  });
  if (place < 0) throw new Error(`no figure ${metric}`);
  return place;
}

/** What is there now counts for living pods only. */
function addFigures(
  etcd: EtcdMember,
  nowNs: number,
  {
    values,
    from,
    isGone,
  }: { readonly values: Float64Array; readonly from: number; readonly isGone: boolean },
): void {
  for (const { place, kind, read } of SINGLE) {
    if (isGone && kind === "gauge") continue;
    values[from + place] = (values[from + place] ?? 0) + read(etcd, nowNs);
  }
  const { usedNs } = etcd.meter;
  let at = from + CPU_AT;
  for (let station = 0; station < usedNs.length; station += 1, at += 1) {
    values[at] = (values[at] ?? 0) + (usedNs[station] ?? 0) * PER_SECOND;
  }
  if (isGone) return;
  at = from + SESSIONS_AT;
  for (const count of etcd.sessions.figures) {
    values[at] = (values[at] ?? 0) + count;
    at += 1;
  }
}

/** Something that only grows. */
function counts(
  metric: string,
  unit: Unit,
  read: EtcdFigure["read"],
  options: Options = {},
): EtcdFigure {
  return { ...PLAIN, metric, unit, kind: "counter", read, ...options };
}

/** Something that has a level. */
function stands(
  metric: string,
  unit: Unit,
  read: EtcdFigure["read"],
  options: Options = {},
): EtcdFigure {
  return { ...PLAIN, metric, unit, kind: "gauge", read, ...options };
}

/** The share of time for which a station is busy. */
function utilization(station: string, read: EtcdFigure["read"], options: Options = {}): EtcdFigure {
  return counts("station_utilization", "ratio", read, {
    labels: (cluster) => ({ cluster, station }),
    ...options,
  });
}
