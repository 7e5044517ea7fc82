/**
 * What crosses cluster borders: copies of each change, bytes of each change, and bytes per second of the mesh.
 * Not by pair of clusters or regions. Data: summary.json; the mean over clusters, since each cluster is one source.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { crossClusterTraffic } from "../cross-cluster-traffic.js";
import type { DisplayUnit } from "../format.js";
import { humanise, sixDigits } from "../format.js";
import type { RunDocuments } from "../run-documents.js";
import { topologiesOf } from "../run-documents.js";
import { topologyWord } from "../words.js";
import { amountAxis } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH, topologyEncodings } from "./chart.js";

const NAME = "cross-cluster-traffic";
const TITLE = "Cross-cluster copies and bytes per change";

interface Bar extends JsonObject {
  readonly topology: string;
  readonly value: number;
  readonly label: string;
}

/** Copies, bytes per change and bytes per second, both topologies under each other. */
export function crossClusterChart(docs: RunDocuments): Chart {
  const topologies = topologiesOf(docs);
  const panel = (
    title: string,
    unit: DisplayUnit,
    pick: (traffic: ReturnType<typeof crossClusterTraffic>) => number | undefined,
  ): readonly JsonObject[] => {
    const bars = topologies.flatMap((topology) => {
      const value = pick(crossClusterTraffic(docs, topology));
      return value === undefined ? [] : [bar(topology, value, unit)];
    });
    return bars.length === 0 ? [] : [barPanel(topologies, title, bars)];
  };
  const panels = [
    ...panel("copies per change (count)", "copies", (traffic) => traffic.copiesPerChange),
    ...panel("bytes per change (bytes)", "wire bytes", (traffic) => traffic.bytesPerChange),
    ...panel("bytes per second, whole mesh (B/s)", "bytes/s", (traffic) => traffic.bytesPerSecond),
  ];
  if (panels.length === 0) {
    return emptyChart(
      NAME,
      TITLE,
      "nothing crossed a cluster border, or there is one cluster only",
    );
  }
  return drawChart({
    name: NAME,
    title: TITLE,
    subtitle: ["How often one change is sent to other clusters, and its price; axes start at 0."],
    description: describe(docs),
    body: { vconcat: panels, spacing: 14, resolve: { scale: { x: "independent" } } },
  });
}

function bar(topology: TopologyName, value: number, unit: DisplayUnit): Bar {
  return {
    topology: topologyWord(topology),
    value: sixDigits(value),
    label: humanise(value, unit),
  };
}

function barPanel(
  topologies: readonly TopologyName[],
  title: string,
  bars: readonly Bar[],
): JsonObject {
  const { color } = topologyEncodings(topologies);
  return {
    width: PLOT_WIDTH - 40,
    height: { step: 24 },
    data: { values: bars },
    encoding: {
      y: {
        field: "topology",
        type: "nominal",
        sort: topologies.map(topologyWord),
        axis: { title: null, ticks: false, domain: false },
      },
      x: { field: "value", type: "quantitative", axis: amountAxis(title) },
    },
    layer: [
      {
        mark: { type: "bar", height: 16 },
        encoding: {
          color: { ...color, legend: null },
          tooltip: [
            { field: "topology", title: "topology" },
            { field: "label", title },
            { field: "value", title: "exactly", format: ",.6~r" },
          ],
        },
      },
      {
        mark: { type: "text", align: "left", dx: 5, color: INK.text, fontSize: 11 },
        encoding: { text: { field: "label", type: "nominal" } },
      },
    ],
  };
}

function describe(docs: RunDocuments): string {
  const parts = topologiesOf(docs).map((topology) => {
    const traffic = crossClusterTraffic(docs, topology);
    const words = [
      traffic.copiesPerChange === undefined
        ? []
        : [`${humanise(traffic.copiesPerChange, "copies")} copies per change`],
      traffic.bytesPerChange === undefined
        ? []
        : [`${humanise(traffic.bytesPerChange, "wire bytes")} per change`],
      traffic.bytesPerSecond === undefined ? [] : [humanise(traffic.bytesPerSecond, "bytes/s")],
    ];
    return `${topologyWord(topology)} ${words.flat().join(", ")}`;
  });
  return `Bars: traffic between clusters. ${parts.join("; ")}.`;
}
