/**
 * Everything that is measured in one run, turned into the rows of the result documents.
 */
import { NS_PER_SECOND, nsToSeconds, type TimeNs } from "../../src/engine/time.js";
import type { MetricsRow, SummaryRow, Unit } from "../../src/measure/documents.js";
import { LatencySeries } from "../../src/measure/latency-series.js";
import { meanInterval } from "../../src/measure/statistics.js";
import { KEY_TYPES } from "../kvstore/key-types.js";
import type { MeshCluster } from "../mesh-parts.js";
import type { Mesh } from "../mesh.js";
import { IncidentRecorder } from "./incident-recorder.js";
import {
  clientsOf,
  mergeCounts,
  mergeResults,
  mergeSeries,
  plain,
  type MeasuredSeries,
  type MeasuredShare,
} from "./measured-share.js";
import { LATENCY_TYPES, STAGES } from "./latency-recorder.js";
import { meshReadings } from "./mesh-readings.js";
import { sampleRows } from "./sample-estimates.js";
import { Sampler, type WindowResult } from "../../src/measure/sampler.js";

/** The parts of a run, in order. */
export const PHASES = ["bootstrap", "warmup", "measure", "drain"] as const;
export type Phase = (typeof PHASES)[number];

/** Parts of the measured window whose quantiles give the interval (batch means). */
const BATCHES = 20;

const QUANTILES: readonly (readonly [stat: string, q: number])[] = [
  ["p50", 0.5],
  ["p90", 0.9],
  ["p99", 0.99],
  ["p99.9", 0.999],
];

type Row = Omit<SummaryRow, "topology">;
type SeriesRow = Omit<MetricsRow, "topology">;

export class MeshProbe {
  private readonly mesh: Mesh;
  private readonly sampler: Sampler;
  private results: readonly WindowResult[] = [];
  private readonly phases = new Map<Phase, { startNs: TimeNs; endNs: TimeNs }>();
  private queues: readonly Row[] = [];
  /** What other shares of the mesh measured. */
  private readonly others: MeasuredShare[] = [];
  readonly incidents: IncidentRecorder | undefined;

  constructor(mesh: Mesh) {
    this.mesh = mesh;
    this.incidents = mesh.scenario.incidents.length > 0 ? new IncidentRecorder(mesh) : undefined;
    this.sampler = new Sampler(mesh.sim, meshReadings(mesh));
  }

  start(): void {
    this.sampler.start();
  }

  /** Notes when a part of the run was. */
  phase(phase: Phase, startNs: TimeNs, endNs: TimeNs): void {
    this.phases.set(phase, { startNs, endNs });
    if (phase === "bootstrap") this.sampler.newPart();
  }

  /** The window begins; a drain of so long follows it at most. */
  openWindow(durationNs: TimeNs, drainNs: TimeNs): void {
    const { mesh } = this;
    const now = mesh.sim.nowNs;
    mesh.recorder.endNs = now + durationNs + drainNs;
    this.sampler.openWindow();
    mesh.measure(true);
    for (const gauge of this.queueGauges()) gauge.waiting.startWindow(now);
    mesh.recorder.series = new LatencySeries({
      binNs: Math.max(1, Math.ceil(durationNs / BATCHES)),
      originNs: now,
    });
    if (this.incidents === undefined) return;
    mesh.recorder.fine = new LatencySeries({ binNs: NS_PER_SECOND, originNs: now });
    if (mesh.clusters.some(({ named }) => named)) {
      mesh.recorder.fineOfBystanders = new LatencySeries({ binNs: NS_PER_SECOND, originNs: now });
    }
  }

  closeWindow(): void {
    this.mesh.measure(false);
    this.results = this.sampler.closeWindow();
    const now = this.mesh.sim.nowNs;
    this.queues = this.queueGauges().flatMap(({ metric, cluster, waiting }) => [
      row(metric, { cluster }, "max", "count", waiting.max(now)),
      row(metric, { cluster }, "mean", "count", waiting.mean(now)),
    ]);
  }

  stop(): void {
    this.sampler.stop();
  }

  /** Everything that was measured, for the share of the mesh that puts all of it together. */
  measured(): MeasuredShare {
    const { mesh } = this;
    return {
      ...plain({ results: this.results, overTime: this.overTime() }),
      clients: clientsOf(mesh),
      rows: [...this.queues, ...this.copiesPerChange(), ...this.bootstrapRows()],
      latency: mesh.recorder.data(),
      incidents: this.incidents?.measured() ?? [],
      failures: [...mesh.failures.byTarget("agent")],
      undelivered: mesh.undelivered,
      checked: [...mesh.truth.checked],
    };
  }

  /** What another share of the mesh measured counts from now on. */
  take(other: MeasuredShare): void {
    this.others.push(other);
    this.mesh.recorder.merge(other.latency);
    this.incidents?.take(other.incidents);
  }

  /** The rows of summary.json, not yet sorted. */
  rows(): readonly Row[] {
    const { mesh, others } = this;
    const here = { results: this.results, clients: clientsOf(mesh) };
    const results = mergeResults(here, others);
    return [
      ...results.flatMap(windowRows),
      ...this.queues,
      ...this.copiesPerChange(),
      ...this.latencyRows(),
      ...this.routeRows(),
      ...sampleRows(mesh, mesh.recorder, results),
      ...this.bootstrapRows(),
      ...others.flatMap(({ rows }) => rows),
      ...this.failureRows(),
      ...this.phaseRows(),
      ...this.changeRows(),
      ...(this.incidents?.rows(this.mesh.recorder) ?? []),
      ...this.truthRows(),
    ];
  }

  /** The rows of metrics.ndjson, in no particular order. */
  series(): readonly SeriesRow[] {
    const rows: SeriesRow[] = [];
    const here = { overTime: this.overTime(), clients: clientsOf(this.mesh) };
    for (const { reading, points } of mergeSeries(here, this.others)) {
      const { metric, labels, unit, kind } = reading;
      const renamed = metric === QUEUE_SERIES ? KVSTOREMESH_QUEUE : metric;
      const stat = kind === "counter" && unit !== "cores" ? "rate" : "mean";
      for (const { tSeconds, value } of points) {
        rows.push({ metric: renamed, labels, stat, unit, t: tSeconds, value });
      }
    }
    return [...rows, ...this.latencySeries(), ...this.distributions()];
  }

  private overTime(): readonly MeasuredSeries[] {
    return this.sampler.readings.flatMap((reading, index) =>
      reading.series ? [{ reading, points: this.sampler.series(index) }] : [],
    );
  }

  private get clusters(): readonly MeshCluster[] {
    return this.mesh.clusters.filter(({ isOwn }) => isOwn);
  }

  private queueGauges() {
    const gauges = this.clusters.flatMap(({ name, deployment, waiting }) => [
      ...(deployment === undefined
        ? []
        : [{ metric: APISERVER_QUEUE, cluster: name, waiting: waiting.apiserver }]),
      ...(deployment?.pods[0]?.kvstoremesh === undefined
        ? []
        : [{ metric: KVSTOREMESH_QUEUE, cluster: name, waiting: waiting.kvstoremesh }]),
    ]);
    const { mocker, mockWaiting } = this.mesh;
    if (mocker === undefined) return gauges;
    return [...gauges, { metric: APISERVER_QUEUE, cluster: "mock", waiting: mockWaiting }];
  }

  /** Copies that left for other clusters, and their bytes, per change of the measured window. */
  private copiesPerChange(): readonly Row[] {
    return this.mesh.services.flatMap((service) => {
      const changeCopies = service.total((etcd) => etcd.counters.changeCopies);
      const changeBytes = service.total((etcd) => etcd.counters.changeBytes);
      let changes = 0;
      for (const cluster of this.mesh.clusters) {
        if (cluster.service !== service) continue;
        for (const type of KEY_TYPES) changes += cluster.source.measuredChanges[type];
      }
      if (changes === 0) return [];
      const labels = { cluster: service.name };
      return [
        row("cross_cluster_copies_per_change", labels, "mean", "copies", changeCopies / changes),
        row("cross_cluster_bytes_per_change", labels, "mean", "bytes", changeBytes / changes),
      ];
    });
  }

  private latencyRows(): readonly Row[] {
    const metric = "sync_latency_seconds";
    const rows: Row[] = [];
    for (const type of LATENCY_TYPES) {
      for (const stage of STAGES) {
        const histogram = this.mesh.recorder.histogram(type, stage);
        if (histogram === undefined || histogram.count === 0) continue;
        const labels = { stage, type };
        rows.push(row(metric, labels, "count", "count", histogram.count));
        rows.push(row(metric, labels, "mean", "seconds", nsToSeconds(histogram.meanNs)));
        rows.push(row(metric, labels, "max", "seconds", nsToSeconds(histogram.maxNs)));
        for (const [stat, q] of QUANTILES) {
          rows.push(row(metric, labels, stat, "seconds", nsToSeconds(histogram.quantileNs(q))));
        }
      }
    }
    const labels = { stage: "total", type: "all" };
    const whole = this.mesh.recorder.histogram("all", "total");
    for (const [stat, q] of QUANTILES.slice(0, 3)) {
      const values = this.batchQuantiles(q);
      if (values.length < 5 || whole === undefined) continue;
      // The spread of the batches' quantiles, around the quantile of the whole window.
      const { halfWidth } = meanInterval(values);
      const value = nsToSeconds(whole.quantileNs(q));
      const low = Math.max(0, value - halfWidth);
      rows.push(row(metric, labels, `${stat}_ci95_low`, "seconds", low));
      rows.push(row(metric, labels, `${stat}_ci95_high`, "seconds", value + halfWidth));
    }
    return rows;
  }

  /** Latency by pair of regions, when there are several. */
  private routeRows(): readonly Row[] {
    return this.mesh.recorder.byRoute().flatMap(({ from, to, histogram }) => {
      const labels = { from, to };
      const of = (stat: string, unit: Unit, value: number): Row =>
        row("region_sync_latency_seconds", labels, stat, unit, value);
      return [
        of("count", "count", histogram.count),
        of("mean", "seconds", nsToSeconds(histogram.meanNs)),
        of("max", "seconds", nsToSeconds(histogram.maxNs)),
        ...QUANTILES.map(([stat, q]) => of(stat, "seconds", nsToSeconds(histogram.quantileNs(q)))),
      ];
    });
  }

  /** One quantile for each batch that has samples, in seconds. */
  private batchQuantiles(q: number): readonly number[] {
    const bins = this.mesh.recorder.series?.bins() ?? [];
    return bins
      .slice(0, BATCHES)
      .filter((bin) => bin.histogram.count > 0)
      .map((bin) => nsToSeconds(bin.histogram.quantileNs(q)));
  }

  private bootstrapRows(): readonly Row[] {
    const rows: Row[] = [];
    for (const { name, deployment } of this.clusters) {
      const labels = { cluster: name };
      const pod = deployment?.pods[0];
      const apiserver = pod?.apiserver;
      const kvstoremesh = pod?.kvstoremesh;
      for (const [metric, process] of [
        ["cilium_clustermesh_apiserver_bootstrap_seconds", apiserver],
        ["cilium_kvstoremesh_bootstrap_seconds", kvstoremesh],
      ] as const) {
        if (process?.bootstrappedNs === undefined) continue;
        rows.push(row(metric, labels, "value", "seconds", nsToSeconds(process.bootstrappedNs)));
      }
    }
    return rows;
  }

  /** Labelled, as the real metrics are, by the cluster that was read. */
  private failureRows(): readonly Row[] {
    return (
      [
        ["cilium_clustermesh_remote_cluster_failures", "agent"],
        ["cilium_kvstoremesh_remote_cluster_failures", "kvstoremesh"],
      ] as const
    ).flatMap(([metric, client]) => {
      const here = this.mesh.failures.byTarget(client);
      const others = client === "agent" ? this.others.map(({ failures }) => failures) : [];
      return Array.from(mergeCounts([here, ...others]), ([cluster, failures]) =>
        row(metric, { cluster }, "sum", "count", failures),
      );
    });
  }

  private phaseRows(): readonly Row[] {
    return [...this.phases].flatMap(([phase, { startNs, endNs }]) => [
      row("simulation_phase_seconds", { phase }, "start", "seconds", nsToSeconds(startNs)),
      row("simulation_phase_seconds", { phase }, "end", "seconds", nsToSeconds(endNs)),
    ]);
  }

  /** How often each invariant was checked. A violation would have ended the run. */
  private truthRows(): readonly Row[] {
    const others = this.others.map(({ checked }) => checked);
    const all = mergeCounts([this.mesh.truth.checked, ...others]);
    return [...all].flatMap(([invariant, checks]) => [
      row("invariant_checks_total", { invariant }, "sum", "count", checks),
      row("invariant_violations_total", { invariant }, "sum", "count", 0),
    ]);
  }

  private changeRows(): readonly Row[] {
    const rows = KEY_TYPES.map((type) => {
      const sum = this.mesh.clusters.reduce(
        (total, { source }) => total + source.measuredChanges[type],
        0,
      );
      return row("changes_total", { type }, "sum", "count", sum);
    });
    let { undelivered } = this.mesh;
    for (const other of this.others) undelivered += other.undelivered;
    return [...rows, row("changes_undelivered", {}, "value", "count", undelivered)];
  }

  private latencySeries(): readonly SeriesRow[] {
    const labels = { stage: "total", type: "all" };
    const metric = "sync_latency_seconds";
    return (this.mesh.recorder.series?.bins() ?? []).flatMap(({ endNs, histogram }) => {
      if (histogram.count === 0) return [];
      const t = nsToSeconds(endNs);
      const quantile = (stat: string, q: number): SeriesRow => {
        const value = nsToSeconds(histogram.quantileNs(q));
        return { metric, labels, stat, unit: "seconds", t, value };
      };
      const count = { metric, labels, stat: "count", t, value: histogram.count };
      return [quantile("p50", 0.5), quantile("p99", 0.99), { ...count, unit: "count" as const }];
    });
  }

  private distributions(): readonly SeriesRow[] {
    return LATENCY_TYPES.flatMap((type) => {
      const histogram = this.mesh.recorder.histogram(type, "total");
      if (histogram === undefined || histogram.count === 0) return [];
      return histogram.cdf(100).map(({ q, ns }) => ({
        metric: "sync_latency_seconds",
        labels: { quantile: String(q), stage: "total", type },
        stat: "quantile",
        unit: "seconds" as const,
        t: null,
        value: nsToSeconds(ns),
      }));
    });
  }
}

const APISERVER_QUEUE = "cilium_clustermesh_apiserver_kvstore_sync_queue_size";
const KVSTOREMESH_QUEUE = "cilium_kvstoremesh_kvstore_sync_queue_size";
/** The queue is read for its series; its exact highest value comes from the gauge itself. */
const QUEUE_SERIES = "clustermesh_sim_kvstoremesh_queue";

function row(metric: string, labels: Row["labels"], stat: string, unit: Unit, value: number): Row {
  return { metric, labels, stat, unit, value };
}

/** What the summary says of one reading. */
function windowRows({ reading, sum, mean, max }: WindowResult): readonly Row[] {
  const { metric, labels, unit, kind } = reading;
  if (metric === QUEUE_SERIES) return [];
  if (labels["cluster"] === "all" && metric !== "station_utilization") return [];
  if (kind === "gauge") {
    if (max === 0 && metric !== "etcd_debugging_mvcc_slow_watcher_total") return [];
    return [row(metric, labels, "max", unit, max), row(metric, labels, "mean", unit, mean)];
  }
  if (unit === "cores" || unit === "ratio") {
    return [row(metric, labels, "max", unit, max), row(metric, labels, "mean", unit, mean)];
  }
  const sumUnit = unit === "bytes/s" ? "bytes" : "count";
  return [row(metric, labels, "rate", unit, mean), row(metric, labels, "sum", sumUnit, sum)];
}
