/**
 * What is known of one incident, and its rows. Shares of a mesh know of it what happened to their own clusters: put
 * together, it is over when it is over in all of them.
 */
import { nsToSeconds, type TimeNs } from "../../src/engine/time.js";
import type { SummaryRow } from "../../src/measure/documents.js";
import { LatencyHistogram, type HistogramData } from "../../src/measure/latency-histogram.js";
import type { LatencySeries } from "../../src/measure/latency-series.js";
import type { Incident } from "../../src/scenario/incident.js";
import { CLIENT_KINDS, type ClientKind } from "../etcd/watch-group.js";
import { OldestData } from "./oldest-data.js";

type Row = Omit<SummaryRow, "topology">;

/** Events per second of the mesh's etcds, at a time. */
export interface EventRate {
  readonly atNs: TimeNs;
  readonly perSecond: number;
}

/** An incident while it goes on. */
export interface Course {
  readonly incident: Incident;
  readonly startNs: TimeNs;
  readonly startBytes: number;
  endNs: TimeNs | undefined;
  recoveredNs: TimeNs | undefined;
  recoveredBytes: number;
  readonly reconnected: Record<ClientKind, number>;
  readonly listed: Record<ClientKind, number>;
  readonly resync: Record<ClientKind, LatencyHistogram>;
  readonly stale: OldestData;
  peakCores: number;
  peakCluster: string;
  peakEvents: number;
}

/** The same as plain data, as it stands when the run ends. */
export interface MeasuredCourse extends Pick<
  Course,
  "recoveredNs" | "peakCores" | "peakCluster" | "reconnected" | "listed"
> {
  readonly resync: Readonly<Record<ClientKind, HistogramData>>;
  readonly staleNs: TimeNs;
  /** Between clusters since it began: until it was over, and until now. */
  readonly recoveredBytes: number;
  readonly bytes: number;
  /** While the run lasted; only where shares are put together. */
  readonly rates: readonly EventRate[];
}

/** What is told of an incident. */
interface Outcome extends Pick<
  Course,
  "recoveredNs" | "peakCores" | "peakCluster" | "peakEvents" | "reconnected" | "listed" | "resync"
> {
  readonly staleNs: TimeNs;
  readonly bytes: number;
}

export function newCourse(
  incident: Incident,
  { startNs, startBytes }: Pick<Course, "startNs" | "startBytes">,
): Course {
  return {
    incident,
    startNs,
    startBytes,
    endNs: undefined,
    recoveredNs: undefined,
    recoveredBytes: 0,
    reconnected: ofEachClient(() => 0),
    listed: ofEachClient(() => 0),
    resync: ofEachClient(() => new LatencyHistogram()),
    stale: new OldestData(),
    peakCores: 0,
    peakCluster: "",
    peakEvents: 0,
  };
}

/** @param now bytes between clusters so far, and the time. */
export function measuredCourse(
  course: Course,
  now: { readonly bytes: number; readonly nowNs: TimeNs; readonly rates: readonly EventRate[] },
): MeasuredCourse {
  const { recoveredNs, peakCores, peakCluster, reconnected, listed, startBytes } = course;
  return {
    recoveredNs,
    peakCores,
    peakCluster,
    reconnected,
    listed,
    resync: ofEachClient((client) => course.resync[client].data()),
    staleNs: course.stale.upTo(now.nowNs),
    recoveredBytes: course.recoveredBytes - startBytes,
    bytes: now.bytes - startBytes,
    rates: now.rates,
  };
}

/** The rows of an incident. @param shares this one's view of it, and those of the others. */
export function courseRows(
  course: Course,
  shares: readonly MeasuredCourse[],
  {
    fine,
    fineOfBystanders,
  }: {
    readonly fine: LatencySeries | undefined;
    readonly fineOfBystanders: LatencySeries | undefined;
  },
): readonly Row[] {
  const outcome = outcomeOf(course, shares);
  const { recoveredNs } = outcome;
  return [
    ...outcomeRows(course, outcome),
    ...latencyRows(course, { metric: "incident_latency_seconds", fine, recoveredNs }),
    ...latencyRows(course, {
      metric: "incident_bystander_latency_seconds",
      fine: fineOfBystanders,
      recoveredNs,
    }),
  ];
}

function outcomeOf(course: Course, shares: readonly MeasuredCourse[]): Outcome {
  const recovered = shares.flatMap(({ recoveredNs }) => recoveredNs ?? []);
  const recoveredNs = recovered.length === shares.length ? Math.max(...recovered) : undefined;
  const worst = shares.reduce((most, one) => (one.peakCores > most.peakCores ? one : most));
  const sumOf = (read: (one: MeasuredCourse) => number): number =>
    shares.reduce((sum, one) => sum + read(one), 0);
  return {
    recoveredNs,
    peakCores: worst.peakCores,
    peakCluster: worst.peakCluster,
    peakEvents: shares.length === 1 ? course.peakEvents : highestRate(course, shares, recoveredNs),
    reconnected: ofEachClient((client) => sumOf(({ reconnected }) => reconnected[client])),
    listed: ofEachClient((client) => sumOf(({ listed }) => listed[client])),
    resync: ofEachClient((client) => {
      const all = new LatencyHistogram();
      for (const { resync } of shares) all.mergeData(resync[client]);
      return all;
    }),
    staleNs: Math.max(...shares.map(({ staleNs }) => staleNs)),
    bytes: sumOf(({ bytes, recoveredBytes }) =>
      recoveredNs === undefined ? bytes : recoveredBytes,
    ),
  };
}

/** The highest rate of all shares together while the incident lasted. */
function highestRate(
  { startNs }: Course,
  shares: readonly MeasuredCourse[],
  untilNs: TimeNs = Infinity,
): number {
  const rates = new Map<TimeNs, number>();
  for (const share of shares) {
    for (const { atNs, perSecond } of share.rates) {
      if (atNs <= startNs || atNs > untilNs) continue;
      rates.set(atNs, (rates.get(atNs) ?? 0) + perSecond);
    }
  }
  return Math.max(0, ...rates.values());
}

function ofEachClient<T>(of: (client: ClientKind) => T): Record<ClientKind, T> {
  return {
    agent: of("agent"),
    operator: of("operator"),
    kvstoremesh: of("kvstoremesh"),
    apiserver: of("apiserver"),
  };
}

function row(
  metric: string,
  labels: Readonly<Record<string, string>>,
  figure: { readonly stat: string; readonly unit: Row["unit"]; readonly value: number },
): Row {
  return { metric, labels, ...figure };
}

function outcomeRows(course: Course, outcome: Outcome): readonly Row[] {
  const labels = { incident: course.incident.name };
  const seconds = (metric: string, stat: string, ns: TimeNs): Row =>
    row(metric, labels, { stat, unit: "seconds", value: nsToSeconds(ns) });
  const rows: Row[] = [seconds("incident_seconds", "start", course.startNs)];
  if (course.endNs !== undefined) rows.push(seconds("incident_seconds", "end", course.endNs));
  if (outcome.recoveredNs !== undefined) {
    const ns = outcome.recoveredNs - course.startNs;
    rows.push(seconds("incident_recovery_seconds", "value", ns));
  }
  rows.push(seconds("incident_stale_seconds", "max", outcome.staleNs));
  const { bytes: value } = outcome;
  rows.push(row("incident_cross_cluster_bytes", labels, { stat: "sum", unit: "bytes", value }));
  const peak = { ...labels, cluster: outcome.peakCluster };
  if (outcome.peakCluster !== "") {
    rows.push(
      row("incident_etcd_cpu_cores", peak, {
        stat: "max",
        unit: "cores",
        value: outcome.peakCores,
      }),
    );
  }
  rows.push(
    row("incident_etcd_events", labels, { stat: "max", unit: "1/s", value: outcome.peakEvents }),
  );
  for (const client of CLIENT_KINDS) {
    const ofClient = { ...labels, client };
    const count = (metric: string, value: number): Row =>
      row(metric, ofClient, { stat: "sum", unit: "count", value });
    if (outcome.listed[client] > 0)
      rows.push(count("incident_keys_listed", outcome.listed[client]));
    if (outcome.reconnected[client] === 0) continue;
    rows.push(count("incident_clients_reconnected", outcome.reconnected[client]));
    const histogram = outcome.resync[client];
    const metric = "incident_resync_seconds";
    rows.push(row(metric, ofClient, { stat: "count", unit: "count", value: histogram.count }));
    for (const [stat, q] of [
      ["p50", 0.5],
      ["p90", 0.9],
      ["p99", 0.99],
    ] as const) {
      const value = nsToSeconds(histogram.quantileNs(q));
      rows.push(row(metric, ofClient, { stat, unit: "seconds", value }));
    }
    const value = nsToSeconds(histogram.maxNs);
    rows.push(row(metric, ofClient, { stat: "max", unit: "seconds", value }));
  }
  return rows;
}

/** Latency of what was delivered before the incident began, until it was over, and after. */
function latencyRows(
  course: Course,
  {
    metric,
    fine,
    recoveredNs,
  }: {
    readonly metric: string;
    readonly fine: LatencySeries | undefined;
    readonly recoveredNs: TimeNs | undefined;
  },
): readonly Row[] {
  const overNs = recoveredNs ?? Infinity;
  const periods = {
    before: new LatencyHistogram(),
    during: new LatencyHistogram(),
    after: new LatencyHistogram(),
  };
  for (const { endNs, histogram } of fine?.bins() ?? []) {
    if (histogram.count === 0) continue;
    const startNs = endNs - (fine?.binNs ?? 0);
    if (endNs <= course.startNs) periods.before.merge(histogram);
    else if (startNs >= overNs) periods.after.merge(histogram);
    else periods.during.merge(histogram);
  }
  return Object.entries(periods).flatMap(([period, histogram]) => {
    if (histogram.count === 0) return [];
    const labels = { incident: course.incident.name, period };
    const seconds = (stat: string, ns: TimeNs): Row =>
      row(metric, labels, { stat, unit: "seconds", value: nsToSeconds(ns) });
    return [
      row(metric, labels, { stat: "count", unit: "count", value: histogram.count }),
      seconds("p50", histogram.quantileNs(0.5)),
      seconds("p99", histogram.quantileNs(0.99)),
      seconds("max", histogram.maxNs),
    ];
  });
}
