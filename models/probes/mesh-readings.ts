/**
 * Which figures are read from a mesh, under which names: Prometheus' own where one exists.
 * Series over time are kept for a few clusters only (the first of each group); every cluster has its figures in the
 * summary.
 */
import { oncePerEvent } from "../../src/engine/once-per-event.js";
import type { Simulation } from "../../src/engine/simulation.js";
import type { Labels, Unit } from "../../src/measure/documents.js";
import {
  readSingly,
  type Reading,
  type ReadingGroup,
  type SingleReading,
} from "../../src/measure/reading.js";
import { CPU_STATIONS } from "../etcd/cpu-meter.js";
import type { EtcdService } from "../etcd/service.js";
import type { ClustermeshPod } from "../process/clustermesh-pod.js";
import type { Mesh } from "../mesh.js";
import { ETCD_FIGURES, etcdReadings, placeOfFigure } from "./etcd-readings.js";
import { ObjectCounts } from "./object-counts.js";
import { counter, gauge, PER_SECOND } from "./readings.js";
import type { MeshCluster } from "../mesh-parts.js";
import {
  agentResidentBytes,
  IPCACHE_ENTRIES_PER_NODE,
  IPCACHE_MAX_ENTRIES,
} from "../process/agent-costs.js";

/** How many clusters have series of their own. */
const SERIES_CLUSTERS = 6;

/** All readings of a mesh. The etcds' come first, from which those of the mesh are summed. */
export function meshReadings(mesh: Mesh): readonly ReadingGroup[] {
  const charted = chartedEtcds(mesh);
  const objects = new ObjectCounts(mesh);
  const addresses = oncePerEvent(mesh.sim, () => objects.of("ip"));
  // Of an agent: every address of the mesh, its own cluster's included, and the nodes'.
  const ipcache = oncePerEvent(
    mesh.sim,
    () => addresses() + objects.of("nodes") * IPCACHE_ENTRIES_PER_NODE,
  );
  const etcds = mesh.services.map((one) => etcdReadings(mesh.sim, one, charted.has(one)));
  const clusters = mesh.clusters.flatMap((cluster) => {
    if (cluster.group.mocked || !cluster.isOwn) return [];
    const series = charted.has(cluster.service);
    return clusterReadings(cluster, { sim: mesh.sim, series, addresses, ipcache });
  });
  const others = [...clusters, ...mockReadings(mesh), ...linkReadings(mesh)];
  const sync = mesh.scenario.incidents.length > 0 ? syncReadings(mesh) : [];
  return [...etcds, readSingly(others), totals(mesh), readSingly(sync)];
}

function chartedEtcds(mesh: Mesh): ReadonlySet<EtcdService> {
  const charted = new Set<EtcdService>();
  for (const group of mesh.scenario.groups) {
    const members = mesh.clusters.filter((cluster) => cluster.group === group);
    const first = members.find((cluster) => cluster.observed) ?? members[0];
    if (first !== undefined && charted.size < SERIES_CLUSTERS) charted.add(first.service);
  }
  for (const cluster of mesh.clusters) {
    if (charted.size < Math.min(3, SERIES_CLUSTERS)) charted.add(cluster.service);
  }
  return charted;
}

/** Counters of a process start again from nothing with it; as Prometheus does, a fall is taken for a restart. */
function monotonic(read: () => number): () => number {
  let last = 0;
  let before = 0;
  return () => {
    const value = read();
    if (value < last) before += last;
    last = value;
    return before + value;
  };
}

function clusterReadings(
  cluster: MeshCluster,
  {
    sim,
    series,
    addresses,
    ipcache,
  }: {
    readonly sim: Simulation;
    readonly series: boolean;
    /** Addresses of the mesh, and entries of every agent's ipcache. */
    readonly addresses: () => number;
    readonly ipcache: () => number;
  },
): SingleReading[] {
  const labels = { cluster: cluster.name };
  const readings: SingleReading[] = [];
  const { deployment, waiting } = cluster;
  const pods = (read: (pod: ClustermeshPod) => number) => (): number => {
    let sum = 0;
    for (const pod of deployment?.pods ?? []) sum += read(pod);
    return sum;
  };
  const process = (
    name: "apiserver" | "kvstoremesh",
    read: { used: (pod: ClustermeshPod) => number; errors: (pod: ClustermeshPod) => number },
  ): void => {
    const used = monotonic(pods(read.used));
    const metric =
      name === "apiserver"
        ? "cilium_clustermesh_apiserver_kvstore_sync_errors_total"
        : "cilium_kvstoremesh_kvstore_sync_errors_total";
    readings.push(
      counter(
        "station_utilization",
        { ...labels, station: `${name}-limiter` },
        "ratio",
        false,
        used,
      ),
      counter(metric, labels, "1/s", false, monotonic(pods(read.errors))),
    );
  };
  if (deployment !== undefined) {
    process("apiserver", {
      used: ({ apiserver }) => apiserver.client.limiter.usedSeconds,
      errors: ({ apiserver }) => apiserver.writer.errors,
    });
  }
  if (deployment?.pods[0]?.kvstoremesh !== undefined) {
    process("kvstoremesh", {
      used: ({ kvstoremesh }) => kvstoremesh?.client.limiter.usedSeconds ?? 0,
      errors: ({ kvstoremesh }) => kvstoremesh?.errors ?? 0,
    });
    readings.push(
      gauge("clustermesh_sim_kvstoremesh_queue", labels, "count", series, () =>
        waiting.kvstoremesh.value(sim.nowNs),
      ),
    );
  }
  if (cluster.group.agents === 0) return readings;
  const agent = { ...labels, process: "agent" };
  readings.push(
    gauge("process_resident_memory_bytes", agent, "bytes", false, () =>
      agentResidentBytes(addresses() - cluster.source.tables.ip.count),
    ),
    gauge("cilium_ipcache_entries", labels, "count", false, ipcache),
    gauge(
      "cilium_bpf_map_pressure",
      { ...labels, map: "ipcache" },
      "ratio",
      false,
      () => ipcache() / IPCACHE_MAX_ENTRIES,
    ),
  );
  return readings;
}

function mockReadings(mesh: Mesh): SingleReading[] {
  const { mocker } = mesh;
  if (mocker === undefined) return [];
  const labels = { cluster: "mock", station: "mock-limiter" };
  return [
    counter("station_utilization", labels, "ratio", false, () => mocker.client.limiter.usedSeconds),
  ];
}

function linkReadings(mesh: Mesh): SingleReading[] {
  // Receivers that are simulated apart do not load the links: the sources did.
  if (mesh.share.holds === "receivers") return [];
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

/** Share of the clients of each kind that are in sync; 1 when there are none. */
function syncReadings(mesh: Mesh): SingleReading[] {
  return (["agent", "kvstoremesh"] as const).map((client) =>
    gauge("clients_in_sync", { client }, "ratio", true, () => mesh.inSyncShare(client) ?? 1),
  );
}

/** Sums over the mesh, kept over time. */
function totals(mesh: Mesh): ReadingGroup {
  const all = { cluster: "all" };
  const etcds = mesh.services.length;
  const { connections, queued } = meshSums(mesh);
  const readings: Reading[] = [];
  const sums: ((values: Float64Array) => number)[] = [];
  const add = (
    [metric, unit, kind]: readonly [string, Unit, Reading["kind"]],
    sum: (values: Float64Array) => number,
    labels: Labels = {},
  ): void => {
    readings.push({ metric, labels: { ...all, ...labels }, unit, kind, series: true });
    sums.push(sum);
  };
  const ofEtcds = (metric: string, station?: string): ((values: Float64Array) => number) => {
    const place = placeOfFigure(metric, station);
    return (values) => sumOfEtcds(values, place, etcds);
  };
  for (const [metric, unit] of [
    ["etcd_mvcc_put_total", "1/s"],
    ["etcd_debugging_mvcc_events_total", "1/s"],
    ["etcd_network_client_grpc_sent_bytes_total", "bytes/s"],
    ["cross_cluster_bytes_total", "bytes/s"],
  ] as const) {
    add([metric, unit, "counter"], ofEtcds(metric));
  }
  add(["etcd_connections", "count", "gauge"], connections);
  const memory = "process_resident_memory_bytes";
  add([memory, "bytes", "gauge"], ofEtcds(memory), { process: "etcd" });
  add(["clustermesh_sim_kvstoremesh_queue", "count", "gauge"], queued);
  for (const station of CPU_STATIONS) {
    add(["etcd_cpu_cores", "cores", "counter"], ofEtcds("etcd_cpu_cores", station), { station });
  }
  return {
    readings,
    read: (values, from) => {
      for (const [place, sum] of sums.entries()) values[from + place] = sum(values);
    },
  };
}

/** The sum of one figure of all etcds, whose groups stand first. */
function sumOfEtcds(values: Float64Array, place: number, etcds: number): number {
  let sum = 0;
  for (let one = 0; one < etcds; one += 1) sum += values[one * ETCD_FIGURES + place] ?? 0;
  return sum;
}

/** What no group of an etcd has. */
function meshSums(mesh: Mesh) {
  return {
    connections: () =>
      mesh.services.reduce(
        (sum, service) => sum + service.current((etcd) => etcd.sessions.total.connections),
        0,
      ),
    queued: () =>
      mesh.clusters.reduce(
        (keys, { waiting, isOwn }) =>
          isOwn ? keys + waiting.kvstoremesh.value(mesh.sim.nowNs) : keys,
        0,
      ),
  };
}
