/**
 * etcd load over simulated time, one chart a quantity: puts, watch events and bytes per second, memory.
 * Upper panel: the whole mesh; lower panel: the busiest etcd. CPU has a chart of its own (etcd-cpu.ts).
 * Data: metrics.ndjson.
 */
import type { Unit } from "../../measure/documents.js";
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { findSeries, topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { AMOUNT_LABELS, logDomain, logTicks } from "./axes.js";
import type { SeriesName } from "./busiest.js";
import { busiestCluster, busiestTitle, meshLabel } from "./busiest.js";
import type { Chart, JsonObject } from "./chart.js";
import { emptyChart } from "./chart.js";
import { measureStart } from "./phases.js";
import type { Panel } from "./timeline.js";
import { linePanel, timelineChart } from "./timeline.js";
import type { TimePoint } from "./time-points.js";
import { isThinned, timePoints } from "./time-points.js";

const MEBIBYTE = 2 ** 20;
/** How many times higher than the measured window a peak must be for a logarithmic axis. */
const TOWERS = 8;

/** One quantity over time. */
interface LoadChart extends SeriesName {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /** Title of the value axis, with the unit of the numbers that it shows. */
  readonly yTitle: string;
  /** From the document's base unit to the axis' unit. */
  readonly scale?: number;
  /** What a chart without data means. */
  readonly emptyBecause: string;
}

/** etcd puts per second. */
export function putsOverTimeChart(docs: RunDocuments): Chart {
  return loadChart(docs, {
    name: "etcd-puts-over-time",
    title: "etcd puts over time",
    metric: "etcd_mvcc_put_total",
    stat: "rate",
    unit: "1/s",
    yTitle: "puts per second",
    emptyBecause: "the run recorded no puts over time",
  });
}

/** Watch events that etcd sends per second. */
export function watchEventsOverTimeChart(docs: RunDocuments): Chart {
  return loadChart(docs, {
    name: "etcd-watch-events-over-time",
    title: "etcd watch events sent over time",
    metric: "etcd_debugging_mvcc_events_total",
    stat: "rate",
    unit: "1/s",
    yTitle: "events per second",
    emptyBecause: "the run recorded no watch events over time",
  });
}

/** Bytes that etcd sends per second. */
export function bytesOverTimeChart(docs: RunDocuments): Chart {
  return loadChart(docs, {
    name: "etcd-bytes-over-time",
    title: "Bytes sent by etcd over time",
    metric: "etcd_network_client_grpc_sent_bytes_total",
    stat: "rate",
    unit: "bytes/s",
    yTitle: "bytes per second",
    emptyBecause: "the run recorded no sent bytes over time",
  });
}

/** Resident memory of etcd. */
export function memoryOverTimeChart(docs: RunDocuments): Chart {
  const metric = "process_resident_memory_bytes";
  return loadChart(docs, {
    name: "etcd-memory-over-time",
    title: "etcd memory over time",
    metric,
    stat: presentStat(docs, metric),
    labels: { process: "etcd" },
    unit: "bytes",
    yTitle: "resident memory (MiB)",
    scale: 1 / MEBIBYTE,
    emptyBecause: "the run recorded no memory over time",
  });
}

/** Connections of etcd, all kinds of client. */
export function connectionsOverTimeChart(docs: RunDocuments): Chart {
  const metric = "etcd_connections";
  return loadChart(docs, {
    name: "connections-over-time",
    title: "Connections over time",
    metric,
    stat: presentStat(docs, metric),
    unit: "count",
    yTitle: "connections (count)",
    emptyBecause: "the run recorded no connections over time",
  });
}

/** Length of kvstoremesh's sync queue: the first place where an overloaded mirror shows. */
export function syncQueueOverTimeChart(docs: RunDocuments): Chart {
  const metric = "cilium_kvstoremesh_kvstore_sync_queue_size";
  return loadChart(docs, {
    name: "sync-queue-over-time",
    title: "KVStoreMesh sync queue over time",
    metric,
    stat: presentStat(docs, metric),
    unit: "count",
    yTitle: "keys waiting (count)",
    emptyBecause: topologiesOf(docs).includes("kvstoremesh")
      ? "the run recorded no sync queue over time"
      : "only the topology kvstoremesh has this queue, and it was not run",
  });
}

/** A level may be kept as its highest value in the bin, as its mean, or as it was at the bin's end. */
function presentStat(docs: RunDocuments, metric: string): string {
  const present = (stat: string): boolean =>
    topologiesOf(docs).some((topology) => findSeries(docs, { topology, metric, stat }).length > 0);
  return ["max", "mean", "value"].find(present) ?? "max";
}

function loadChart(docs: RunDocuments, chart: LoadChart): Chart {
  const { name, title } = chart;
  const mesh = meshLabel(docs, chart);
  const panels: Panel[] = [];
  if (mesh !== undefined) {
    const words = mesh === "all" ? "All of the mesh together" : "Highest of the mesh";
    panels.push(panel(docs, chart, words, () => mesh, true));
  }
  const busiest = (topology: TopologyName): string | undefined =>
    busiestCluster(docs, topology, chart);
  if (topologiesOf(docs).some((topology) => busiest(topology) !== undefined)) {
    const words = busiestTitle(docs, chart);
    panels.push(panel(docs, chart, words, busiest, panels.length === 0));
  }
  if (!panels.some((drawn) => drawn.points.length > 0)) {
    return emptyChart(name, title, chart.emptyBecause);
  }
  const logarithmic = needsLog(docs, panels);
  const drawn = logarithmic ? panels.map((linear) => onLogAxis(linear, chart.yTitle)) : panels;
  const thinned = topologiesOf(docs).some((topology) =>
    isThinned(docs, { topology, ...chart, labels: { ...chart.labels, cluster: mesh ?? "all" } }),
  );
  return timelineChart(docs, {
    name,
    title,
    subtitle: [
      `Per time bin; ${axisWords(logarithmic, panels.length)}.`,
      ...(thinned ? ["Neighbouring bins are merged to their mean."] : []),
    ],
    description: describe(docs, chart, mesh),
    panels: drawn,
  });
}

function panel(
  docs: RunDocuments,
  chart: LoadChart,
  title: string,
  clusterOf: (topology: TopologyName) => string | undefined,
  legend: boolean,
): Panel {
  const points = topologiesOf(docs).flatMap((topology) => {
    const cluster = clusterOf(topology);
    if (cluster === undefined) return [];
    const labels = { ...chart.labels, cluster };
    const { metric, stat } = chart;
    return timePoints(docs, { topology, metric, stat, labels }, { scale: chart.scale ?? 1 });
  });
  return linePanel(docs, { title, yTitle: chart.yTitle, unit: chart.yTitle, points, legend });
}

function axisWords(logarithmic: boolean, panels: number): string {
  const own = panels > 1 ? "each panel has its own " : "";
  if (logarithmic) return `${own}logarithmic axis, since the bootstrap towers over the rest`;
  return panels > 1 ? `${own}axis, and both start at 0` : "axis starts at 0";
}

/** True when the highest value is so far above the measured window's that zero-based lines would lie on the axis. */
function needsLog(docs: RunDocuments, panels: readonly Panel[]): boolean {
  return panels.some(({ points }) => {
    const top = (chosen: readonly TimePoint[]): number =>
      chosen.reduce((most, point) => Math.max(most, point.value), 0);
    const measured = points.filter((point) => {
      const topology = topologiesOf(docs).find((name) => topologyWord(name) === point.topology);
      return topology !== undefined && point.t > measureStart(docs, topology);
    });
    const usual = top(measured);
    return usual > 0 && top(points) > TOWERS * usual;
  });
}

/** Values of 0 have no place on a logarithmic axis: those bins are gaps at its lower end. */
function onLogAxis(linear: Panel, yTitle: string): Panel {
  const points = linear.points.filter((point) => point.value > 0);
  const domain = logDomain(points.map((point) => point.value));
  const axis: JsonObject = {
    title: `${yTitle} (log)`,
    values: logTicks(...domain),
    labelExpr: AMOUNT_LABELS,
  };
  return { ...linear, points, y: { scale: { type: "log", domain, nice: false }, axis } };
}

function describe(docs: RunDocuments, chart: LoadChart, mesh: string | undefined): string {
  const parts = topologiesOf(docs).flatMap((topology) => {
    const cluster = mesh ?? busiestCluster(docs, topology, chart);
    if (cluster === undefined) return [];
    const { metric, stat } = chart;
    const values = findSeries(docs, {
      topology,
      metric,
      stat,
      labels: { ...chart.labels, cluster },
    }).map((row) => row.value);
    if (values.length === 0) return [];
    const highest = values.reduce((most, value) => Math.max(most, value), 0);
    const last = values[values.length - 1] ?? 0;
    const word = topologyWord(topology);
    return [
      `${word} at most ${humanise(highest, chart.unit)}, ${humanise(last, chart.unit)} at the end`,
    ];
  });
  const where =
    mesh === undefined ? "Busiest etcd" : mesh === "all" ? "Whole mesh" : "Highest etcd";
  return `Lines: ${chart.title.toLowerCase().replace("kvstoremesh", "KVStoreMesh")}. ${where}: ${parts.join("; ")}.`;
}
