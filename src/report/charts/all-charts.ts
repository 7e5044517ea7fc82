/**
 * Every chart of a report, by section and in reading order. A new chart is one new file and one line here.
 * Not here: rendering and the page.
 */
import { hasIncidents } from "../incidents.js";
import { topologiesOf, type RunDocuments } from "../run-documents.js";
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
import { latencyByRegionChart } from "./latency-by-region.js";
import { latencyByTypeChart } from "./latency-by-type.js";
import { latencyDistributionChart } from "./latency-distribution.js";
import { latencyOverTimeChart } from "./latency-over-time.js";
import { latencyStagesChart } from "./latency-stages.js";
import { meshPicture } from "./mesh-picture.js";
import { stationUtilizationChart } from "./station-utilization.js";
import { tornadoCharts } from "./tornado.js";
import { watchStreamsChart } from "./watch-streams.js";
import { watchersChart } from "./watchers.js";

/** Sections of the report that hold charts. */
export type ChartSection =
  | "mesh"
  | "incidents"
  | "bottleneck"
  | "latency"
  | "connections"
  | "etcd"
  | "traffic"
  | "sensitivity";

/** Undefined: a run of this kind has no such chart. */
type DrawFunction = (docs: RunDocuments) => Chart | undefined;

const CHARTS: Readonly<
  Record<Exclude<ChartSection, "mesh" | "sensitivity">, readonly DrawFunction[]>
> = {
  connections: [connectionsChart, watchStreamsChart, watchersChart, connectionsOverTimeChart],
  latency: [
    latencyDistributionChart,
    latencyOverTimeChart,
    latencyStagesChart,
    latencyByRegionChart,
    latencyByTypeChart,
  ],
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
  incidents: [clientsInSyncChart, incidentCpuChart, incidentLatencyChart],
};

/** All charts of a run, drawn or empty with a reason, in reading order. */
export function allCharts(
  docs: RunDocuments,
): readonly { readonly section: ChartSection; readonly chart: Chart }[] {
  const sections = (Object.keys(CHARTS) as (keyof typeof CHARTS)[]).filter(
    (section) => section !== "incidents" || hasIncidents(docs),
  );
  const ofRun = sections.flatMap((section) =>
    CHARTS[section].flatMap((draw) => {
      const chart = draw(docs);
      return chart === undefined ? [] : [{ section, chart }];
    }),
  );
  const pictures = topologiesOf(docs).map((topology) => meshPicture(docs, topology));
  return [
    ...pictures.map((chart) => ({ section: "mesh" as const, chart })),
    ...ofRun,
    ...tornadoCharts(docs).map((chart) => ({ section: "sensitivity" as const, chart })),
  ];
}
