/**
 * CPU of the busiest etcd while incidents last, both topologies on one axis that begins with the measured window.
 * Not one etcd's curve: at each time it is the highest of those that the run kept over time (at most eight clusters).
 * What the CPU is spent on is in etcd-cpu.ts. Data: `etcd_cpu_cores` of metrics.ndjson.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise } from "../format.js";
import { allIncidents } from "../incidents.js";
import type { RunDocuments } from "../run-documents.js";
import { findSeries, topologiesOf, valuesByCluster } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { WHOLE_MESH } from "./busiest.js";
import type { Chart } from "./chart.js";
import { emptyChart } from "./chart.js";
import { incidentAxis } from "./time-axis.js";
import type { Bin } from "./time-points.js";
import { binPoints } from "./time-points.js";
import { linePanel, timelineChart } from "./timeline.js";

const NAME = "incident-etcd-cpu";
const TITLE = "CPU of the busiest etcd during incidents";
const METRIC = "etcd_cpu_cores";

/** The highest etcd CPU at each time, with the incidents as bands. */
export function incidentCpuChart(docs: RunDocuments): Chart {
  if (allIncidents(docs).length === 0) {
    return emptyChart(NAME, TITLE, "the run recorded nothing about its incidents");
  }
  const series = new Map(
    topologiesOf(docs).flatMap((topology): (readonly [TopologyName, Highest])[] => {
      const highest = highestOf(docs, topology);
      return highest.bins.length === 0 ? [] : [[topology, highest]];
    }),
  );
  if (series.size === 0) return emptyChart(NAME, TITLE, "the run recorded no CPU over time");
  const axis = incidentAxis(
    docs,
    new Map([...series].map(([topology, { bins }]) => [topology, bins[bins.length - 1]?.t ?? 0])),
  );
  const points = [...series].flatMap(([topology, { bins }]) =>
    binPoints(bins, topology, { merge: "max", axis }),
  );
  const panel = linePanel(docs, {
    title: panelTitle(docs, series),
    yTitle: "CPU (cores)",
    unit: "cores",
    points,
    height: 170,
  });
  return timelineChart(docs, {
    name: NAME,
    title: TITLE,
    subtitle: [
      "Cores in use, the highest etcd of each time bin and the highest of merged bins; the axis starts at 0.",
    ],
    description: describe(docs),
    panels: [{ ...panel, mark: { ...panel.mark, clip: true } }],
    axis,
  });
}

interface Highest {
  readonly bins: readonly Bin[];
  readonly clusters: number;
}

function highestOf(docs: RunDocuments, topology: TopologyName): Highest {
  const labels = { station: "total" };
  const clusters = new Set<string>();
  const highest = new Map<number, number>();
  for (const row of findSeries(docs, { topology, metric: METRIC, stat: "mean", labels })) {
    const { cluster = "" } = row.labels;
    if (row.t === null || WHOLE_MESH.includes(cluster)) continue;
    clusters.add(cluster);
    highest.set(row.t, Math.max(highest.get(row.t) ?? 0, row.value));
  }
  const bins = [...highest].map(([t, value]) => ({ t, value })).sort((a, b) => a.t - b.t);
  return { bins, clusters: clusters.size };
}

/** Which etcds are looked at; in which topology only where that differs. */
function panelTitle(docs: RunDocuments, series: ReadonlyMap<TopologyName, Highest>): string {
  const words = [...series].map(([topology, highest]) => ({
    topology: topologyWord(topology),
    kept: keptWords(docs, topology, highest),
  }));
  const [first] = words;
  if (words.every(({ kept }) => kept === first?.kept)) return `Highest of ${first?.kept ?? ""}`;
  return words.map(({ topology, kept }) => `${topology}: highest of ${kept}`).join("; ");
}

function keptWords(docs: RunDocuments, topology: TopologyName, { clusters }: Highest): string {
  const query = { topology, metric: METRIC, stat: "mean", labels: { station: "total" } };
  const all = valuesByCluster(docs, query).size;
  if (clusters >= all) return `all ${clusters} etcds`;
  return `${clusters} of ${all} etcds, those kept over time`;
}

/** The peaks are those of the summary, which looks at every etcd and not only at the ones kept over time. */
function describe(docs: RunDocuments): string {
  const parts = allIncidents(docs).flatMap(({ records }) =>
    records.flatMap(({ topology, name, peakCores, peakCluster }) =>
      peakCores === undefined ? [] : [{ topology, name, peakCores, peakCluster }],
    ),
  );
  const [top] = [...parts].sort((a, b) => b.peakCores - a.peakCores);
  const words =
    top === undefined
      ? `Over ${topologiesOf(docs).map(topologyWord).join(" and ")}.`
      : `Highest second of all etcds: ${humanise(top.peakCores, "cores")} in ${top.peakCluster}, ${topologyWord(top.topology)}, during ${top.name}.`;
  return `Lines: CPU of the busiest etcd. ${words}`;
}
