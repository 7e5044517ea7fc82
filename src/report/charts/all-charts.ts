/**
 * Every chart of a report, by section and in reading order. A new chart is one new file and one line here.
 * Not here: rendering and the page.
 */
import { hasIncidents } from "../incidents.js";
import type { RunDocuments } from "../run-documents.js";
import type { Chart } from "./chart.js";
import { clientsInSyncChart } from "./clients-in-sync.js";
import { connectionsChart } from "./connections.js";
import { crossClusterChart } from "./cross-cluster.js";
import { cpuOverTimeChart } from "./etcd-cpu.js";
import {
  bytesOverTimeChart,
  connectionsOverTimeChart,
  memoryOverTimeChart,
  putsOverTimeChart,
  syncQueueOverTimeChart,
  watchEventsOverTimeChart,
} from "./etcd-load.js";
import { incidentCpuChart } from "./incident-cpu.js";
import { incidentLatencyChart } from "./incident-latency.js";
import { latencyByTypeChart } from "./latency-by-type.js";
import { latencyDistributionChart } from "./latency-distribution.js";
import { latencyOverTimeChart } from "./latency-over-time.js";
import { latencyStagesChart } from "./latency-stages.js";
import { stationUtilizationChart } from "./station-utilization.js";
import { tornadoCharts } from "./tornado.js";
import { watchStreamsChart } from "./watch-streams.js";
import { watchersChart } from "./watchers.js";

/** Sections of the report that hold charts. */
export type ChartSection =
  "incidents" | "bottleneck" | "latency" | "connections" | "etcd" | "traffic" | "sensitivity";

type DrawFunction = (docs: RunDocuments) => Chart;

const CHARTS: Readonly<Record<Exclude<ChartSection, "sensitivity">, readonly DrawFunction[]>> = {
  incidents: [clientsInSyncChart, incidentCpuChart, incidentLatencyChart],
  latency: [latencyDistributionChart, latencyStagesChart, latencyByTypeChart, latencyOverTimeChart],
  connections: [connectionsChart, watchStreamsChart, watchersChart, connectionsOverTimeChart],
  traffic: [crossClusterChart],
  bottleneck: [stationUtilizationChart],
  etcd: [
    putsOverTimeChart,
    watchEventsOverTimeChart,
    bytesOverTimeChart,
    cpuOverTimeChart,
    memoryOverTimeChart,
    syncQueueOverTimeChart,
  ],
};

/** All charts of a run, drawn or empty with a reason, in reading order. */
export function allCharts(
  docs: RunDocuments,
): readonly { readonly section: ChartSection; readonly chart: Chart }[] {
  const sections = (Object.keys(CHARTS) as (keyof typeof CHARTS)[]).filter(
    (section) => section !== "incidents" || hasIncidents(docs),
  );
  const ofRun = sections.flatMap((section) =>
    CHARTS[section].map((draw) => ({ section, chart: draw(docs) })),
  );
  const section = "sensitivity" as const;
  return [...ofRun, ...tornadoCharts(docs).map((chart) => ({ section, chart }))];
}
