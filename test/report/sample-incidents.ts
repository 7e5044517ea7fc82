/**
 * Incidents for the made-up run in sample-run.ts: rows as the runner writes them, and the scenario's own list. Not
 * simulated: figures follow simple formulas, so that a test can say what it expects.
 */
import type { MetricsRow, SummaryRow, Unit } from "../../src/measure/documents.js";
import type { RunDocuments } from "../../src/report/run-documents.js";
import type { Incident } from "../../src/scenario/incident.js";
import type { TopologyName } from "../../src/scenario/scenario.js";
import { meanLatency, sampleRun, type SampleOptions } from "./sample-run.js";

/** One incident of the sample; seconds. */
export interface SampleIncident {
  readonly name: string;
  /** From the start of the measured window. */
  readonly at: number;
  readonly lasts: number;
  /** Until all are in sync, original; undefined = not within the run. KVStoreMesh takes a third of it. */
  readonly recovery: number | undefined;
  /** Agents' clients that reconnect, original. */
  readonly clients: number;
}

export const THREE_INCIDENTS: readonly SampleIncident[] = [
  { name: "1 agents-restart cluster-1", at: 30, lasts: 0, recovery: 9, clients: 100 },
  { name: "2 partition eu and us", at: 80, lasts: 30, recovery: 66, clients: 40_000 },
  { name: "3 slow-disk", at: 200, lasts: 20, recovery: 21, clients: 0 },
];

/** A run of both topologies with incidents; `broken` = times that an invariant was violated. */
export function sampleIncidentRun(
  incidents: readonly SampleIncident[] = THREE_INCIDENTS,
  options: SampleOptions & { readonly broken?: number } = {},
): RunDocuments {
  const docs = sampleRun(options);
  const starts = new Map(
    docs.summary.results
      .filter((row) => row.labels["phase"] === "measure" && row.stat === "start")
      .map((row) => [row.topology, row.value] as const),
  );
  const rows = [...starts].flatMap(([topology, start]) => [
    ...incidents.flatMap((one) => incidentRows(topology, start, one)),
    ...checkRows(topology, options.broken ?? 0),
  ]);
  const series = [...starts].flatMap(([topology, start]) => seriesRows(topology, start, incidents));
  const { manifest } = docs;
  return {
    summary: { ...docs.summary, results: [...docs.summary.results, ...rows] },
    metrics: [...docs.metrics, ...series],
    manifest: {
      ...manifest,
      scenario: { ...manifest.scenario, incidents: incidents.map(scenarioIncident) },
    },
  };
}

/** So many incidents, every few seconds, each longer than the gap to the next. */
export function manyIncidents(count: number): readonly SampleIncident[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${index + 1} etcd-restart cluster-${(index % 9) + 1}`,
    at: 10 + (index * 260) / count,
    lasts: 2,
    recovery: 3 + (index % 7),
    clients: 10 * (index + 1),
  }));
}

/** KVStoreMesh is so many times as fast to recover in the sample. */
export const FASTER = 3;

function incidentRows(
  topology: TopologyName,
  origin: number,
  { name: incident, at, lasts, recovery, clients }: SampleIncident,
): readonly SummaryRow[] {
  const rows: SummaryRow[] = [];
  const add = (metric: string, labels: object, figures: Readonly<Record<string, number>>): void => {
    for (const [stat, value] of Object.entries(figures)) {
      const unit = unitOf(metric, stat);
      rows.push({ topology, metric, labels: { incident, ...labels }, stat, unit, value });
    }
  };
  const mirrored = topology === "kvstoremesh";
  const seconds =
    recovery === undefined || !mirrored ? recovery : Math.max(lasts, recovery / FASTER);
  add("incident_seconds", {}, { start: origin + at, end: origin + at + lasts });
  if (seconds !== undefined) add("incident_recovery_seconds", {}, { value: seconds });
  const resync = seconds ?? 100;
  const kinds = mirrored ? { agent: 0, kvstoremesh: 4 } : { agent: clients };
  for (const [client, count] of Object.entries(kinds)) {
    if (clients === 0 || count === 0) continue;
    add("incident_clients_reconnected", { client }, { sum: count });
    add("incident_keys_listed", { client }, { sum: count * 1_200 });
    const figures = {
      count,
      p50: resync * 0.5,
      p90: resync * 0.8,
      p99: resync * 0.95,
      max: resync,
    };
    add("incident_resync_seconds", { client }, figures);
  }
  add("incident_stale_seconds", {}, { max: resync * 1.1 });
  add("incident_cross_cluster_bytes", {}, { sum: mirrored ? 4e6 : 4e8 });
  add("incident_etcd_cpu_cores", { cluster: "cluster-2" }, { max: mirrored ? 0.4 : 3.2 });
  add("incident_etcd_events", {}, { max: 5_400 });
  for (const [period, factor] of [
    ["before", 1],
    ["during", 40],
    ["after", 1.1],
  ] as const) {
    const p50 = meanLatency(topology) * factor;
    add("incident_latency_seconds", { period }, { count: 900, p50, p99: p50 * 4, max: p50 * 9 });
  }
  return rows;
}

function unitOf(metric: string, stat: string): Unit {
  if (metric === "incident_etcd_events") return "1/s";
  if (metric === "incident_etcd_cpu_cores") return "cores";
  if (metric === "incident_cross_cluster_bytes") return "bytes";
  return stat === "sum" || stat === "count" ? "count" : "seconds";
}

function checkRows(topology: TopologyName, broken: number): readonly SummaryRow[] {
  return ["deleted keys are gone", "revisions go forward"].flatMap((invariant, index) =>
    [
      { metric: "invariant_checks_total", value: 1_000 * (index + 1) },
      { metric: "invariant_violations_total", value: index === 0 ? broken : 0 },
    ].map(({ metric, value }): SummaryRow => ({
      topology,
      metric,
      labels: { invariant },
      stat: "sum",
      unit: "count",
      value,
    })),
  );
}

/** Seconds of the measured window: `clients_in_sync`, and the CPU of one etcd. */
function seriesRows(
  topology: TopologyName,
  origin: number,
  incidents: readonly SampleIncident[],
): readonly MetricsRow[] {
  const faster = topology === "kvstoremesh" ? FASTER : 1;
  return Array.from({ length: 330 }, (_, index) => index + 1).flatMap((second) => {
    const on = incidents.filter(
      ({ at, recovery, clients }) =>
        clients > 0 && second > at && second <= at + (recovery ?? Infinity) / faster,
    );
    const share = on.length === 0 ? 1 : Math.max(0.2, 1 - 0.5 * on.length);
    const rows: MetricsRow[] = (
      topology === "kvstoremesh" ? ["agent", "kvstoremesh"] : ["agent"]
    ).map((client) => ({
      topology,
      metric: "clients_in_sync",
      labels: { client },
      stat: "value",
      unit: "ratio",
      t: origin + second,
      value: client === "agent" && topology === "kvstoremesh" ? 1 : share,
    }));
    return rows;
  });
}

function scenarioIncident({ name, at, lasts }: SampleIncident): Incident {
  const clusters = ["cluster-1"];
  return {
    what: "process-paused",
    name,
    atNs: at * 1e9,
    clusters,
    forNs: lasts * 1e9,
    process: "etcd",
  };
}
