/**
 * A picture of the mesh, one a topology: its regions and clusters, who connects to whom, each etcd coloured by how busy
 * the busiest part of its cluster is. A few clusters are drawn with all their connections; of many only those of one
 * cluster, since all are alike and together they would be one dark patch.
 * Not a map, and no load over time. Data: the scenario, and summary.json.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise, sixDigits, withSeparators } from "../format.js";
import type { ClusterLoad, MeshCluster } from "../mesh-clusters.js";
import { clusterLoads, meshClusters } from "../mesh-clusters.js";
import type { RunDocuments } from "../run-documents.js";
import { stationWord, topologyWord } from "../words.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, INK, TOPOLOGY_COLORS } from "./chart.js";
import type { BoxLayout } from "./mesh-layout.js";
import { boxLayout, RING_MAX, ringLayout } from "./mesh-layout.js";
import { canvas, dot, etcds, text } from "./mesh-marks.js";
import { connectionWords } from "./mesh-words.js";
import { NARROW_WIDTH, wrapped } from "./narrow.js";

const WIDE = 448;
const PADDING = 12;
const LINE_LETTERS = 70;
const NARROW_LETTERS = 52;

/** The picture of one topology. */
export function meshPicture(docs: RunDocuments, topology: TopologyName): Chart {
  const clusters = meshClusters(docs);
  const loads = clusterLoads(docs, topology);
  const { replicas } = docs.manifest.scenario;
  const words = connectionWords(clusters, topology, replicas);
  const isRing = clusters.length <= RING_MAX && clusters.every(({ mocked }) => !mocked);
  const body = (width: number): JsonObject =>
    isRing
      ? ring(clusters, loads, { topology, replicas, width })
      : boxes(boxLayout(clusters, width), loads, { topology, replicas, width });
  const sampled = [...loads.values()].some(({ like }) => like !== undefined);
  const lines = [
    words.who,
    isRing
      ? "Circles are etcds, squares the agents of a cluster; thicker lines are more connections."
      : words.example,
    "Colour: mean use of the busiest part of the cluster." +
      (sampled ? " Those not simulated in full are coloured as one of their group that is." : ""),
  ];
  const parts = {
    name: `mesh-${topology}`,
    title: `The mesh, ${topologyWord(topology)}`,
    description: describe(clusters, loads, topology, words.who),
  };
  const wide = drawChart({
    ...parts,
    subtitle: lines.flatMap((line) => wrapped(line, LINE_LETTERS)),
    body: body(WIDE),
  });
  const narrow = drawChart({
    ...parts,
    subtitle: lines.flatMap((line) => wrapped(line, NARROW_LETTERS)),
    body: { ...body(NARROW_WIDTH - 2 * PADDING), padding: PADDING },
  });
  return { ...wide, narrow: narrow.spec };
}

interface PictureOptions {
  readonly topology: TopologyName;
  readonly replicas: number;
  readonly width: number;
}

/** Width of a line that stands for so many connections. */
function thick(connections: number): number {
  return sixDigits(0.8 + 1.1 * Math.log10(Math.max(1, connections)));
}

function ring(
  clusters: readonly MeshCluster[],
  loads: ReadonlyMap<string, ClusterLoad>,
  { topology, replicas, width }: PictureOptions,
): JsonObject {
  const { places, height } = ringLayout(clusters, width);
  const at = canvas(width, height);
  const lines = places.flatMap((from) =>
    places.flatMap((to): JsonObject[] => {
      const own = from === to;
      const { agents } = from.cluster;
      if (topology === "original" ? own : own && agents === 0) return [];
      const local = agents * (clusters.length - 1);
      const mirror = topology === "kvstoremesh" && !own;
      const connections = mirror ? replicas : own ? local : agents;
      if (connections === 0) return [];
      return [
        {
          x: mirror ? from.x : from.agentsX,
          y: from.y,
          x2: to.x,
          y2: to.y,
          width: thick(connections),
          line: `${mirror ? "kvstoremesh" : "agents"} of ${from.cluster.name} to ${to.cluster.name}`,
          connections: withSeparators(connections),
        },
      ];
    }),
  );
  const dots = places.map((place) => dot(place.cluster, loads, place));
  const texts = places.flatMap(({ cluster, labelX, labelY }) => [
    { x: labelX, y: labelY, text: cluster.name },
    {
      x: labelX,
      y: labelY + 13,
      text: `${withSeparators(loads.get(cluster.name)?.connections ?? 0)} conn.`,
    },
  ]);
  return {
    width,
    height,
    layer: [
      {
        data: { values: lines },
        mark: { type: "rule", color: TOPOLOGY_COLORS[topology], opacity: 0.5 },
        encoding: {
          x: at.x(),
          y: at.y(),
          x2: { field: "x2" },
          y2: { field: "y2" },
          strokeWidth: { field: "width", type: "quantitative", scale: null },
          tooltip: [
            { field: "line", title: "connections from" },
            { field: "connections", title: "how many" },
          ],
        },
      },
      {
        data: {
          values: places.map(({ cluster, agentsX, y }) => ({
            cluster: cluster.name,
            agents: withSeparators(cluster.agents),
            x: agentsX,
            y,
          })),
        },
        mark: { type: "square", size: 170, color: TOPOLOGY_COLORS[topology], opacity: 1 },
        encoding: {
          x: at.x(),
          y: at.y(),
          tooltip: [
            { field: "cluster", title: "cluster" },
            { field: "agents", title: "agents" },
          ],
        },
      },
      etcds(dots, 520, at),
      text(texts, at, { align: "center", baseline: "top", fontSize: 10.5 }),
    ],
  };
}

function boxes(
  layout: BoxLayout,
  loads: ReadonlyMap<string, ClusterLoad>,
  { topology, replicas, width }: PictureOptions,
): JsonObject {
  const { boxes: regions, places, pitch, height } = layout;
  const at = canvas(width, height);
  const example = places.find(({ cluster }) => cluster.agents > 0);
  const star = places.flatMap((to, order) =>
    example === undefined || to === example
      ? []
      : [
          { x: example.x, y: example.y, order: 2 * order },
          { x: to.x, y: to.y, order: 2 * order + 1 },
        ],
  );
  const heads = regions.flatMap(({ region, mocked, clusters, left, top }) => {
    const nodes = clusters.reduce((sum, cluster) => sum + cluster.nodes, 0);
    const name = region === "default" ? "" : `${region}: `;
    const kind = mocked ? "mocked clusters" : clusters.length === 1 ? "cluster" : "clusters";
    return [
      { x: left + 8, y: top + 6, text: `${name}${clusters.length} ${kind}` },
      {
        x: left + 8,
        y: top + 19,
        text: mocked ? "behind one etcd" : `${humanise(nodes, "count")} nodes`,
      },
    ];
  });
  return {
    width,
    height,
    layer: [
      {
        data: {
          values: regions.map(({ left, top, right, bottom }) => ({ left, top, right, bottom })),
        },
        mark: { type: "rect", fill: null, stroke: INK.axis, cornerRadius: 6 },
        encoding: {
          x: at.x("left"),
          y: at.y("top"),
          x2: { field: "right" },
          y2: { field: "bottom" },
        },
      },
      {
        data: { values: star },
        mark: {
          type: "line",
          color: TOPOLOGY_COLORS[topology],
          strokeWidth: thick(topology === "original" ? (example?.cluster.agents ?? 0) : replicas),
          opacity: places.length > 60 ? 0.35 : 0.6,
        },
        encoding: { x: at.x(), y: at.y(), order: { field: "order", type: "quantitative" } },
      },
      etcds(
        places.map((place) => dot(place.cluster, loads, place)),
        Math.round((pitch * 0.72) ** 2 * 0.8),
        at,
      ),
      {
        data: { values: example === undefined ? [] : [{ x: example.x, y: example.y }] },
        mark: {
          type: "point",
          size: Math.round(pitch ** 2 * 1.2),
          color: TOPOLOGY_COLORS[topology],
          strokeWidth: 2.5,
        },
        encoding: { x: at.x(), y: at.y() },
      },
      text(heads, at, { align: "left", baseline: "top", fontSize: 10.5 }),
    ],
  };
}

function describe(
  clusters: readonly MeshCluster[],
  loads: ReadonlyMap<string, ClusterLoad>,
  topology: TopologyName,
  who: string,
): string {
  const regions = [...new Set(clusters.map(({ region }) => region))];
  const busiest = [...loads].reduce<readonly [string, ClusterLoad] | undefined>(
    (most, one) => (most === undefined || one[1].utilization > most[1].utilization ? one : most),
    undefined,
  );
  const load =
    busiest === undefined
      ? "No station was recorded."
      : `Busiest: ${stationWord(busiest[1].station)} of ${busiest[0]}, ${humanise(busiest[1].utilization, "ratio")} on average.`;
  const place = regions.length === 1 ? "one region" : `${regions.length} regions`;
  return `Picture: ${clusters.length} clusters in ${place}, ${topologyWord(topology)}. ${who} ${load}`;
}
