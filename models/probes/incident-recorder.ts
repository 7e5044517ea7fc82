/**
 * What each incident did: who was hit, how long until all were in sync again, peak load, stale data, traffic, and how
 * latency was before, during and after. An incident is over when its disturbance has ended, every client that should
 * run is in sync, and no writer has a backlog.
 * Overlapping incidents are each charged with everything that happens while they last.
 */
import { nsToSeconds, NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { SummaryRow } from "../../src/measure/documents.js";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";
import type { LatencySeries } from "../../src/measure/latency-series.js";
import type { Incident } from "../../src/scenario/incident.js";
import { CLIENT_KINDS, type ClientKind } from "../etcd/watch-group.js";
import type { IncidentListener } from "../incidents/timeline.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { Mesh } from "../mesh.js";
import type { Moment } from "../network/moment.js";
import type { LatencyRecorder } from "./latency-recorder.js";
import { OldestData } from "./oldest-data.js";

type Row = Omit<SummaryRow, "topology">;

/** Load is read so often while an incident lasts. */
const READ_NS: TimeNs = NS_PER_SECOND;
/** Recovery is looked for so often. */
const LOOK_NS: TimeNs = NS_PER_SECOND / 10;

/** What is known of one incident. */
interface Course {
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

export class IncidentRecorder implements IncidentListener {
  private readonly mesh: Mesh;
  private readonly courses: Course[] = [];
  private open: Course[] = [];
  /** Over since load was read last: the reading that comes counts for them too. */
  private closing: Course[] = [];
  /** Clients that are not in sync, and since when. */
  private readonly out = new Map<RemoteCluster, TimeNs>();
  private reading = false;
  private looking = false;
  private calmSinceNs: TimeNs | undefined;
  private readonly cpuNs = new Map<string, number>();
  private events = 0;

  constructor(mesh: Mesh) {
    this.mesh = mesh;
    mesh.onSyncChange.push((reader, inSync, moment) => this.syncChanged(reader, inSync, moment));
    // Who leaves a group that is out of sync has been so for as long.
    mesh.onForked.push((whole, part) => {
      const sinceNs = this.out.get(whole);
      if (sinceNs !== undefined) this.out.set(part, sinceNs);
    });
    mesh.onListed.push((reader, keys) => this.listed(reader, keys));
    mesh.recorder.onLatency = (atNs, ns) => {
      for (const { stale } of this.open) stale.taken(mesh.sim.nowNs, atNs, ns);
    };
  }

  begins(incident: Incident): void {
    const zero = (): Record<ClientKind, number> => ({
      agent: 0,
      operator: 0,
      kvstoremesh: 0,
      apiserver: 0,
    });
    const course: Course = {
      incident,
      startNs: this.mesh.sim.nowNs,
      startBytes: this.crossClusterBytes(),
      endNs: undefined,
      recoveredNs: undefined,
      recoveredBytes: 0,
      reconnected: zero(),
      listed: zero(),
      resync: {
        agent: new LatencyHistogram(),
        operator: new LatencyHistogram(),
        kvstoremesh: new LatencyHistogram(),
        apiserver: new LatencyHistogram(),
      },
      stale: new OldestData(),
      peakCores: 0,
      peakCluster: "",
      peakEvents: 0,
    };
    this.courses.push(course);
    this.open.push(course);
    if (this.reading) return;
    this.reading = true;
    this.readLoad(true);
  }

  ends(incident: Incident): void {
    const course = this.courses.find((one) => one.incident === incident);
    if (course !== undefined) course.endNs = this.mesh.sim.nowNs;
    this.look();
  }

  /** Every incident is over. */
  get allRecovered(): boolean {
    return this.open.length === 0;
  }

  rows({ fine, fineOfBystanders }: LatencyRecorder): readonly Row[] {
    return this.courses.flatMap((course) => [
      ...courseRows(course, { bytes: this.crossClusterBytes(), nowNs: this.mesh.sim.nowNs }),
      ...latencyRows(course, { metric: "incident_latency_seconds", fine }),
      ...latencyRows(course, {
        metric: "incident_bystander_latency_seconds",
        fine: fineOfBystanders,
      }),
    ]);
  }

  private syncChanged(reader: RemoteCluster, inSync: boolean, moment: Moment): void {
    const now = this.mesh.sim.nowNs;
    if (!inSync) {
      if (!this.out.has(reader)) this.out.set(reader, now);
      return;
    }
    const outNs = this.out.get(reader);
    if (outNs === undefined) return;
    const { client } = reader.parts;
    const lastNs = Math.max(now, moment.lastNs);
    for (const course of this.open) {
      course.reconnected[client] += reader.members;
      const sinceNs = Math.max(outNs, course.startNs);
      course.resync[client].recordRamp(now - sinceNs, lastNs - sinceNs, reader.members);
    }
    const done = (): void => {
      if (reader.isInSync && this.out.get(reader) === outNs) this.out.delete(reader);
      this.look();
    };
    this.mesh.sim.scheduleAt(lastNs, done, "in sync again");
  }

  private listed(reader: RemoteCluster, keys: number): void {
    for (const course of this.open) course.listed[reader.parts.client] += keys * reader.members;
  }

  /** Looks whether the incidents that have ended are over. */
  private look(): void {
    if (this.open.length === 0) return;
    const now = this.mesh.sim.nowNs;
    if (!this.isCalm()) this.calmSinceNs = undefined;
    else this.calmSinceNs ??= now;
    // What was held up until now may just be arriving: calm has to last.
    const { calmSinceNs } = this;
    if (calmSinceNs !== undefined && now - calmSinceNs >= LOOK_NS) {
      for (const course of this.open) {
        if (course.endNs === undefined || course.endNs > now - LOOK_NS) continue;
        course.recoveredNs = Math.max(course.endNs, calmSinceNs);
        course.recoveredBytes = this.crossClusterBytes();
        this.closing.push(course);
      }
      this.open = this.open.filter((course) => course.recoveredNs === undefined);
    }
    if (this.open.length === 0 || this.looking) return;
    this.looking = true;
    const again = (): void => {
      this.looking = false;
      this.look();
    };
    this.mesh.sim.schedule(LOOK_NS, again, "recovery");
  }

  /** Nobody is out of sync, nobody has a backlog, every pod is ready. */
  private isCalm(): boolean {
    for (const reader of [...this.out.keys()]) {
      if (reader.isWanted && reader.members > 0) return false;
      this.out.delete(reader);
    }
    const now = this.mesh.sim.nowNs;
    // A large mesh has far more readers than clusters, and it is the queues that stay.
    for (const { deployment, waiting } of this.mesh.clusters) {
      if (waiting.apiserver.value(now) > 1 || waiting.kvstoremesh.value(now) > 1) return false;
      if (deployment?.isReady === false) return false;
    }
    for (const { reader } of this.mesh.readers) if (reader.isHeldUp) return false;
    return true;
  }

  private readLoad(first: boolean): void {
    const courses = [...this.open, ...this.closing];
    this.closing = [];
    if (courses.length === 0) {
      this.reading = false;
      return;
    }
    const now = this.mesh.sim.nowNs;
    let events = 0;
    for (const service of this.mesh.services) {
      let usedNs = 0;
      for (const etcd of service.all) {
        etcd.settle(now);
        usedNs += etcd.meter.totalNs;
        events += etcd.counters.events;
      }
      const cores = (usedNs - (this.cpuNs.get(service.name) ?? 0)) / READ_NS;
      this.cpuNs.set(service.name, usedNs);
      if (first) continue;
      for (const course of courses) {
        if (cores <= course.peakCores) continue;
        course.peakCores = cores;
        course.peakCluster = service.name;
      }
    }
    const rate = (events - this.events) / nsToSeconds(READ_NS);
    this.events = events;
    if (!first) {
      for (const course of courses) course.peakEvents = Math.max(course.peakEvents, rate);
    }
    this.mesh.sim.schedule(READ_NS, () => this.readLoad(false), "incident load");
  }

  private crossClusterBytes(): number {
    let sum = 0;
    for (const service of this.mesh.services) {
      sum += service.total((etcd) => etcd.counters.crossClusterBytes);
    }
    return sum;
  }
}

function row(
  metric: string,
  labels: Readonly<Record<string, string>>,
  figure: { readonly stat: string; readonly unit: Row["unit"]; readonly value: number },
): Row {
  return { metric, labels, ...figure };
}

function courseRows(
  course: Course,
  now: { readonly bytes: number; readonly nowNs: TimeNs },
): readonly Row[] {
  const labels = { incident: course.incident.name };
  const seconds = (metric: string, stat: string, ns: TimeNs): Row =>
    row(metric, labels, { stat, unit: "seconds", value: nsToSeconds(ns) });
  const rows: Row[] = [seconds("incident_seconds", "start", course.startNs)];
  if (course.endNs !== undefined) rows.push(seconds("incident_seconds", "end", course.endNs));
  if (course.recoveredNs !== undefined) {
    const ns = course.recoveredNs - course.startNs;
    rows.push(seconds("incident_recovery_seconds", "value", ns));
  }
  rows.push(seconds("incident_stale_seconds", "max", course.stale.upTo(now.nowNs)));
  const bytes =
    (course.recoveredNs === undefined ? now.bytes : course.recoveredBytes) - course.startBytes;
  rows.push(
    row("incident_cross_cluster_bytes", labels, { stat: "sum", unit: "bytes", value: bytes }),
  );
  const peak = { ...labels, cluster: course.peakCluster };
  if (course.peakCluster !== "") {
    rows.push(
      row("incident_etcd_cpu_cores", peak, { stat: "max", unit: "cores", value: course.peakCores }),
    );
  }
  rows.push(
    row("incident_etcd_events", labels, { stat: "max", unit: "1/s", value: course.peakEvents }),
  );
  for (const client of CLIENT_KINDS) {
    const ofClient = { ...labels, client };
    const count = (metric: string, value: number): Row =>
      row(metric, ofClient, { stat: "sum", unit: "count", value });
    if (course.listed[client] > 0) rows.push(count("incident_keys_listed", course.listed[client]));
    if (course.reconnected[client] === 0) continue;
    rows.push(count("incident_clients_reconnected", course.reconnected[client]));
    const histogram = course.resync[client];
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
  { metric, fine }: { readonly metric: string; readonly fine: LatencySeries | undefined },
): readonly Row[] {
  const overNs = course.recoveredNs ?? Infinity;
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
