/**
 * Sync latency: from the change in the source cluster to the moment at which a remote agent has taken it in, cut into
 * the stages that it passed. Only changes of the measured window count; each counts once per agent.
 * A change that waited in a queue until a newer one of the same key took its place is delivered by that one's write;
 * its latency runs until then.
 */
import type { TimeNs } from "../../src/engine/time.js";
import { LatencyHistogram, type HistogramData } from "../../src/measure/latency-histogram.js";
import type { LatencySeries, SeriesData } from "../../src/measure/latency-series.js";
import type { Delivery } from "../etcd/watch-group.js";
import { forEachCarried, type Change } from "../kvstore/change.js";
import { KEY_TYPES, type KeyType } from "../kvstore/key-types.js";
import { cutDelivery, cutPart, membersBefore, type AppliedPart } from "./run-end.js";

/**
 * In the order in which a change passes them; `total` is their sum. A change that a reader learnt from a list, because
 * it was away when the event was sent, spent all its time in `relist`.
 */
export const STAGES = [
  "total",
  "source-limiter",
  "source-etcd",
  "source-watch",
  "network",
  "mirror-limiter",
  "local-etcd",
  "local-watch",
  "agent",
  "relist",
] as const;
export type Stage = (typeof STAGES)[number];

export const LATENCY_TYPES = [...KEY_TYPES, "all"] as const;
export type LatencyType = (typeof LATENCY_TYPES)[number];

/** Everything that a recorder has, as plain data. */
export interface LatencyData {
  readonly samples: number;
  readonly stages: readonly {
    readonly type: KeyType;
    readonly stage: Stage;
    readonly histogram: HistogramData;
  }[];
  readonly routes: readonly (Route & { readonly histogram: HistogramData })[];
  readonly clusters: readonly (readonly [index: number, histogram: HistogramData])[];
  readonly series: Readonly<Partial<Record<SeriesName, SeriesData>>>;
}

const SERIES = ["series", "fine", "fineOfBystanders"] as const;
type SeriesName = (typeof SERIES)[number];

/** A group of agents that take changes in. */
export interface Takers {
  /** No incident names their clusters. */
  readonly bystanders: boolean;
  /** From which region to which the change went; absent in a mesh of one region. */
  readonly route?: Route | undefined;
  /** Index of their cluster, where clusters are told apart: in a sample. */
  readonly cluster?: number | undefined;
}

/** The way of changes from the region of their source to that of their readers. */
export interface Route {
  readonly from: string;
  readonly to: string;
}

/** Latency of all types of change on one route. */
export interface RouteLatency extends Route {
  readonly histogram: LatencyHistogram;
}

type StageHistograms = Readonly<Record<Stage, LatencyHistogram>>;

export class LatencyRecorder {
  /** Changes times agents that were recorded. */
  samples = 0;
  /** Records nothing from now on: only whether the run fails matters. */
  isMuted = false;
  /** When the run ends at the latest: what would arrive later has not arrived. Set when the window opens. */
  endNs: TimeNs = Infinity;
  /** Changes times agents that were still on their way then. */
  underWay = 0;
  /** The total of all types over time, for the chart and for batch means. Set when the window opens. */
  series: LatencySeries | undefined;
  /** The same in fine bins, when incidents are looked at. */
  fine: LatencySeries | undefined;
  /** The same of bystanders alone. */
  fineOfBystanders: LatencySeries | undefined;
  /** Told of the longest latency of each delivery; for incidents. */
  onLatency: ((atNs: TimeNs, ns: TimeNs) => void) | undefined;
  private readonly histograms: Partial<Record<KeyType, StageHistograms>> = {};
  private readonly routes = new Map<string, RouteLatency>();
  private readonly clusters = new Map<number, LatencyHistogram>();

  /** The histogram of one type and stage, or undefined when nothing was recorded. All types together are merged. */
  histogram(type: LatencyType, stage: Stage): LatencyHistogram | undefined {
    if (type !== "all") return nonEmpty(this.histograms[type]?.[stage]);
    const all = new LatencyHistogram();
    for (const one of KEY_TYPES) {
      const part = this.histograms[one]?.[stage];
      if (part !== undefined) all.merge(part);
    }
    return nonEmpty(all);
  }

  /** Latency by pair of regions; empty in a mesh of one region. */
  byRoute(): readonly RouteLatency[] {
    return [...this.routes.values()];
  }

  /** The total of all types that the agents of one cluster had; told of clusters of a sample only. */
  ofCluster(index: number): LatencyHistogram | undefined {
    return this.clusters.get(index);
  }

  /** What was recorded so far. */
  data(): LatencyData {
    const series: Partial<Record<SeriesName, SeriesData>> = {};
    for (const name of SERIES) {
      const one = this[name];
      if (one !== undefined) series[name] = one.data();
    }
    return {
      samples: this.samples,
      stages: KEY_TYPES.flatMap((type) =>
        STAGES.flatMap((stage) => {
          const histogram = this.histograms[type]?.[stage].data();
          return histogram === undefined ? [] : [{ type, stage, histogram }];
        }),
      ),
      routes: this.byRoute().map((route) => ({ ...route, histogram: route.histogram.data() })),
      clusters: Array.from(
        this.clusters,
        ([index, histogram]) => [index, histogram.data()] as const,
      ),
      series,
    };
  }

  /** Takes over what another recorder of the same window gave as data. */
  merge({ samples, stages, routes, clusters, series }: LatencyData): void {
    this.samples += samples;
    for (const { type, stage, histogram } of stages) this.ofType(type)[stage].mergeData(histogram);
    for (const route of routes) this.routeOf(route).mergeData(route.histogram);
    for (const [index, histogram] of clusters) this.clusterOf(index).mergeData(histogram);
    for (const name of SERIES) {
      const data = series[name];
      if (data !== undefined) this[name]?.mergeData(data);
    }
  }

  /** n agents take a change in, now or later. */
  applied(change: Change, takers: Takers, delivery: Delivery, part: AppliedPart): void {
    if (this.isMuted) return;
    const { members } = part;
    const inTime = membersBefore(part, this.endNs);
    const cut = inTime < members && inTime > 0;
    const told = cut ? cutDelivery(delivery, part, inTime) : delivery;
    const taken = cut ? cutPart(part, inTime) : part;
    for (let one: Change | undefined = change; one !== undefined; one = one.superseded) {
      if (!one.measured) continue;
      this.underWay += members - inTime;
      if (inTime > 0) this.record(one, takers, told, taken);
    }
  }

  /** n agents learn of a change by a list, or when the key's lease ran out. */
  appliedLate(change: Change, takers: Takers, part: AppliedPart): void {
    if (this.isMuted) return;
    const { members } = part;
    const inTime = membersBefore(part, this.endNs);
    const taken = inTime < members && inTime > 0 ? cutPart(part, inTime) : part;
    forEachCarried(change, (one) => {
      if (!one.measured) return;
      this.underWay += members - inTime;
      if (inTime > 0) this.relisted(one, takers, taken);
    });
  }

  private relisted(one: Change, takers: Takers, part: AppliedPart): void {
    const firstNs = part.firstNs - one.changedNs;
    const lastNs = part.lastNs - one.changedNs;
    const of = this.ofType(one.type);
    ramp(of.total, firstNs, lastNs, part.members);
    ramp(of.relist, firstNs, lastNs, part.members);
    this.overTime(takers, part, firstNs, lastNs);
  }

  private record(one: Change, takers: Takers, delivery: Delivery, part: AppliedPart): void {
    const of = this.ofType(one.type);
    const { members } = part;
    const { changedNs, sentNs, mirror } = one;
    const { appliedNs, arrivedFirstNs, arrivedLastNs } = delivery;
    // Members that were sent to last may be done first, when they had less to do before.
    const firstNs = Math.min(part.firstNs, part.lastNs) - changedNs;
    const lastNs = Math.max(part.firstNs, part.lastNs) - changedNs;
    of.total.recordRamp(firstNs, lastNs, members);
    this.overTime(takers, part, firstNs, lastNs);
    of["source-limiter"].record(sentNs - changedNs, members);
    if (mirror === undefined) {
      const { sentFirstNs, sentLastNs } = delivery;
      of["source-etcd"].record(appliedNs - sentNs, members);
      ramp(of["source-watch"], sentFirstNs - appliedNs, sentLastNs - appliedNs, members);
      ramp(of.network, arrivedFirstNs - sentFirstNs, arrivedLastNs - sentLastNs, members);
    } else {
      const { sourceAppliedNs, sourceSentNs, receivedNs, putSentNs } = mirror;
      of["source-etcd"].record(sourceAppliedNs - sentNs, members);
      of["source-watch"].record(sourceSentNs - sourceAppliedNs, members);
      of.network.record(receivedNs - sourceSentNs, members);
      of["mirror-limiter"].record(putSentNs - receivedNs, members);
      of["local-etcd"].record(appliedNs - putSentNs, members);
      ramp(of["local-watch"], arrivedFirstNs - appliedNs, arrivedLastNs - appliedNs, members);
    }
    ramp(of.agent, part.firstNs - arrivedFirstNs, part.lastNs - arrivedLastNs, members);
  }

  /** The same samples by route, by cluster and in every series over time. */
  private overTime(takers: Takers, part: AppliedPart, firstNs: TimeNs, lastNs: TimeNs): void {
    const { bystanders, route, cluster } = takers;
    const { members, lastNs: atNs } = part;
    this.samples += members;
    if (cluster !== undefined) this.clusterOf(cluster).recordRamp(firstNs, lastNs, members);
    if (route !== undefined) this.routeOf(route).recordRamp(firstNs, lastNs, members);
    this.series?.recordRamp(atNs, firstNs, lastNs, members);
    this.fine?.recordRamp(atNs, firstNs, lastNs, members);
    if (bystanders) this.fineOfBystanders?.recordRamp(atNs, firstNs, lastNs, members);
    this.onLatency?.(atNs, lastNs);
  }

  private routeOf({ from, to }: Route): LatencyHistogram {
    const key = `${from}\n${to}`;
    let found = this.routes.get(key);
    if (found === undefined) {
      found = { from, to, histogram: new LatencyHistogram() };
      this.routes.set(key, found);
    }
    return found.histogram;
  }

  private clusterOf(index: number): LatencyHistogram {
    let found = this.clusters.get(index);
    if (found === undefined) {
      found = new LatencyHistogram();
      this.clusters.set(index, found);
    }
    return found;
  }

  private ofType(type: KeyType): StageHistograms {
    return (this.histograms[type] ??= newHistograms());
  }
}

function newHistograms(): StageHistograms {
  return {
    total: new LatencyHistogram(),
    "source-limiter": new LatencyHistogram(),
    "source-etcd": new LatencyHistogram(),
    "source-watch": new LatencyHistogram(),
    network: new LatencyHistogram(),
    "mirror-limiter": new LatencyHistogram(),
    "local-etcd": new LatencyHistogram(),
    "local-watch": new LatencyHistogram(),
    agent: new LatencyHistogram(),
    relist: new LatencyHistogram(),
  };
}

function nonEmpty(histogram: LatencyHistogram | undefined): LatencyHistogram | undefined {
  return histogram === undefined || histogram.count === 0 ? undefined : histogram;
}

/** The moments of the first and the last member, which of them comes first or not. */
function ramp(histogram: LatencyHistogram, one: TimeNs, other: TimeNs, count: number): void {
  histogram.recordRamp(Math.min(one, other), Math.max(one, other), count);
}
