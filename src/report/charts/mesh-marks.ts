/**
 * The marks of a picture of the mesh: etcds coloured by load, and words, at places in pixels.
 * Not where they stand (mesh-layout.ts), nor the lines between them (mesh-picture.ts).
 */
import { humanise, withSeparators } from "../format.js";
import type { ClusterLoad, MeshCluster } from "../mesh-clusters.js";
import { MOCK_ETCD } from "../mesh-clusters.js";
import { stationWord } from "../words.js";
import type { JsonObject } from "./chart.js";
import { INK } from "./chart.js";

/** Steps of the load, light to dark in brightness too; the last is what a full etcd looks like. */
const STEPS = [
  { below: 0.1, label: "below 10 %", color: "#FFF3C4" },
  { below: 0.3, label: "10 to 30 %", color: "#FDD87A" },
  { below: 0.6, label: "30 to 60 %", color: "#FDA944" },
  { below: 0.9, label: "60 to 90 %", color: "#E8601C" },
  { below: Infinity, label: "90 % and more", color: "#A50F15" },
] as const;
const UNKNOWN = { label: "no figure", color: "#B8C2CC" } as const;

/** One etcd of the picture. */
export interface Dot extends JsonObject {
  readonly cluster: string;
  readonly load: string;
  readonly busiest: string;
  readonly connections: string;
  readonly x: number;
  readonly y: number;
}

/** The etcd of a cluster, with the step of its load. */
export function dot(
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
export function canvas(width: number, height: number) {
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

/** The layer of all etcds, with the legend of loads. */
export function etcds(
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

/** A layer of words. */
export function text(
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
