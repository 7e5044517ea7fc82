/**
 * A picture of the mesh, one a topology: its regions and clusters, who connects to whom, each etcd coloured by how busy
 * the busiest part of its cluster is. A few clusters are drawn with all their connections; of many only those of one
 * cluster, since all are alike and together they would be one dark patch.
 * Not a map, and no load over time. Data: the scenario, and summary.json.
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise, sixDigits, withSeparators } from "../format.js";
import type { ClusterLoad, MeshCluster } from "../mesh-clusters.js";
import { clusterLoads, meshClusters, MOCK_ETCD } from "../mesh-clusters.js";
import type { RunDocuments } from "../run-documents.js";
import { stationWord, topologyWord } from "../words.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, INK, TOPOLOGY_COLORS } from "./chart.js";
import type { BoxLayout } from "./mesh-layout.js";
import { boxLayout, RING_MAX, ringLayout } from "./mesh-layout.js";
import { connectionWords } from "./mesh-words.js";
import { NARROW_WIDTH, wrapped } from "./narrow.js";

const WIDE = 448;
const PADDING = 12;
const LINE_LETTERS = 70;
const NARROW_LETTERS = 52;

/** Steps of the load, light to dark in brightness too; the last is what a full etcd looks like. */
const STEPS = [
  { below: 0.1, label: "below 10 %", color: "#FFF3C4" },
  { below: 0.3, label: "10 to 30 %", color: "#FDD87A" },
  { below: 0.6, label: "30 to 60 %", color: "#FDA944" },
  { below: 0.9, label: "60 to 90 %", color: "#E8601C" },
  { below: Infinity, label: "90 % and more", color: "#A50F15" },
] as const;
const UNKNOWN = { label: "no figure", color: "#B8C2CC" } as const;

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
      : boxes(boxLayout(clusters, width), loads, topology, width);
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

interface Dot extends JsonObject {
  readonly cluster: string;
  readonly load: string;
  readonly busiest: string;
  readonly connections: string;
  readonly x: number;
  readonly y: number;
}

function dot(
  cluster: MeshCluster,
  loads: ReadonlyMap<string, ClusterLoad>,
  { x, y }: { readonly x: number; readonly y: number },
): Dot {
  const found = loads.get(cluster.mocked ? MOCK_ETCD : cluster.name);
  const step = STEPS.find(({ below }) => found !== undefined && found.utilization < below);
  return {
    cluster: cluster.name,
    load: (step ?? UNKNOWN).label,
    busiest:
      found === undefined
        ? "no figure"
        : `${stationWord(found.station)}, ${humanise(found.utilization, "ratio")}` +
          (found.like === undefined ? "" : ` (as ${found.like})`),
    connections: found === undefined ? "–" : withSeparators(found.connections),
    x,
    y,
  };
}

/** Positions in pixels of a plot of this size, from the upper left. */
function canvas(width: number, height: number) {
  const axis = (field: string, size: number, reverse: boolean): JsonObject => ({
    field,
    type: "quantitative",
    scale: { domain: [0, size], nice: false, zero: false, reverse },
    axis: null,
  });
  return {
    x: (field = "x"): JsonObject => axis(field, width, false),
    y: (field = "y"): JsonObject => axis(field, height, true),
  };
}

function etcds(
  dots: readonly Dot[],
  size: number,
  { x, y }: ReturnType<typeof canvas>,
): JsonObject {
  // All steps, also those that nobody has: a legend of one colour would say nothing.
  const isKnown = dots.every(({ load }) => load !== UNKNOWN.label);
  const steps = isKnown ? STEPS : [...STEPS, UNKNOWN];
  return {
    data: { values: dots },
    mark: { type: "circle", size, opacity: 1, stroke: INK.muted, strokeWidth: 1 },
    encoding: {
      x: x(),
      y: y(),
      color: {
        field: "load",
        type: "nominal",
        scale: { domain: steps.map(({ label }) => label), range: steps.map(({ color }) => color) },
        legend: {
          title: null,
          orient: "bottom",
          columns: 3,
          symbolStrokeColor: INK.muted,
          symbolStrokeWidth: 1,
        },
      },
      tooltip: [
        { field: "cluster", title: "cluster" },
        { field: "busiest", title: "busiest part" },
        { field: "connections", title: "connections of its etcd" },
      ],
    },
  };
}

function ring(
  clusters: readonly MeshCluster[],
  loads: ReadonlyMap<string, ClusterLoad>,
  options: {
    readonly topology: TopologyName;
    readonly replicas: number;
    readonly width: number;
  },
): JsonObject {
  const { topology, replicas, width } = options;
  const { places, height } = ringLayout(clusters, width);
  const at = canvas(width, height);
  const thick = (connections: number): number =>
    sixDigits(0.8 + 1.1 * Math.log10(Math.max(1, connections)));
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
  topology: TopologyName,
  width: number,
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
          strokeWidth: topology === "original" ? 1.4 : 0.7,
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

function text(
  values: readonly JsonObject[],
  at: ReturnType<typeof canvas>,
  style: JsonObject,
): JsonObject {
  return {
    data: { values },
    mark: { type: "text", color: INK.text, ...style },
    encoding: { x: at.x(), y: at.y(), text: { field: "text", type: "nominal" } },
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
