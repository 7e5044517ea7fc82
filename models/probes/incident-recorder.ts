/**
 * What each incident did: who was hit, how long until all were in sync again, peak load, stale data, traffic, and how
 * latency was before, during and after. An incident is over when its disturbance has ended, every client that should
 * run is in sync, and no writer has a backlog.
 * Overlapping incidents are each charged with everything that happens while they last.
 */
import { nsToSeconds, NS_PER_SECOND, type TimeNs } from "../../src/engine/time.js";
import type { SummaryRow } from "../../src/measure/documents.js";
import type { Incident } from "../../src/scenario/incident.js";
import type { IncidentListener } from "../incidents/timeline.js";
import type { RemoteCluster } from "../kvstore/remote-cluster.js";
import type { Mesh } from "../mesh.js";
import type { Moment } from "../network/moment.js";
import {
  courseRows,
  measuredCourse,
  newCourse,
  type Course,
  type EventRate,
  type MeasuredCourse,
} from "./incident-course.js";
import type { LatencyRecorder } from "./latency-recorder.js";

type Row = Omit<SummaryRow, "topology">;

/** Load is read so often while an incident lasts. */
const READ_NS: TimeNs = NS_PER_SECOND;
/** Recovery is looked for so often. */
const LOOK_NS: TimeNs = NS_PER_SECOND / 10;

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
  /** Of all seconds since the first incident began; only in a share of a mesh. */
  private readonly rates: EventRate[] = [];
  /** What other shares of the mesh saw. */
  private readonly others: (readonly MeasuredCourse[])[] = [];

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
    const { nowNs: startNs } = this.mesh.sim;
    const course = newCourse(incident, { startNs, startBytes: this.crossClusterBytes() });
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

  /** Every incident as it stands now. */
  measured(): readonly MeasuredCourse[] {
    const { nowNs } = this.mesh.sim;
    const now = { bytes: this.crossClusterBytes(), nowNs, rates: this.rates };
    return this.courses.map((course) => measuredCourse(course, now));
  }

  /** What another share of the mesh saw of the incidents. */
  take(courses: readonly MeasuredCourse[]): void {
    this.others.push(courses);
  }

  rows(latency: LatencyRecorder): readonly Row[] {
    const shares = [this.measured(), ...this.others];
    return this.courses.flatMap((course, index) => {
      const views = shares.flatMap((courses) => courses[index] ?? []);
      return courseRows(course, views, latency);
    });
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
    const courses = this.mesh.tellsOf(client) ? this.open : [];
    for (const course of courses) {
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
    const { client } = reader.parts;
    if (!this.mesh.tellsOf(client)) return;
    for (const course of this.open) course.listed[client] += keys * reader.members;
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
    // Shares that are put together are read until they end: an incident is over when it is in all of them.
    const isWhole = this.mesh.share.holds === "whole";
    if (courses.length === 0 && isWhole) {
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
      if (!isWhole) this.rates.push({ atNs: now, perSecond: rate });
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
