/**
 * One figure of a sweep against one of its axes, with intervals: a line for each topology, or a panel for each topology
 * with a line for each value of a second axis. Points of other axes than these two must have been chosen by the caller.
 * Not a plot of single runs: each point is a mean over seeds with its 95 % interval.
 */
import type { Unit } from "../../measure/documents.js";
import type { TopologyName } from "../../scenario/scenario.js";
import { humanise, sixDigits } from "../format.js";
import { topologyWord } from "../words.js";
import { AMOUNT_LABELS, DURATION_LABELS, logDomain, logTicks, PERCENT_LABELS } from "./axes.js";
import type { Chart, Json, JsonObject } from "./chart.js";
import { DASH_BY_TOPOLOGY, drawChart, emptyChart, PLOT_WIDTH, topologyEncodings } from "./chart.js";

/** One point of a line. */
export interface SweepPoint {
  readonly topology: TopologyName;
  readonly x: number | string;
  /** Which line of a panel; absent when there is one a topology. */
  readonly series?: string;
  readonly mean: number;
  /** Bounds of the interval; null when one seed gives none. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface SweepChartData {
  readonly name: string;
  readonly title: string;
  readonly points: readonly SweepPoint[];
  /** When places along the bottom are times, in seconds. */
  readonly xUnit?: "seconds";
  readonly xLabel: string;
  readonly yLabel: string;
  readonly unit: Unit;
  readonly xScale: "linear" | "log";
  readonly yScale: "linear" | "log";
  /** What the lines of a panel stand for; absent without series. */
  readonly seriesLabel?: string;
  /** Fewest and most seeds of a point. */
  readonly seeds: readonly [least: number, most: number];
}

const HEIGHT = 280;
const PANEL_HEIGHT = 220;
/** Ticks that have room for their labels. */
const MOST_TICKS = 9;
/** Lines of one panel that can be told apart. */
const MOST_SERIES = 7;
/** Okabe and Ito's colours that are legible on white, and shapes so that colour is not needed. */
const COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000"];
const SHAPES = ["circle", "triangle-up", "square", "diamond", "cross", "triangle-down", "stroke"];

/** Draws the figure. */
export function sweepChart(data: SweepChartData): Chart {
  const { name, title } = data;
  const dropped = data.points.filter((point) => !isDrawable(point, data)).length;
  const points = data.points.filter((point) => isDrawable(point, data));
  if (points.length === 0) return emptyChart(name, title, "no run of the sweep has this figure");
  const topologies = [...new Set(points.map(({ topology }) => topology))];
  const series = [...new Set(points.flatMap((point) => point.series ?? []))];
  if (series.length > MOST_SERIES) {
    const reason = `${series.length} lines are too many to tell apart; choose at most ${MOST_SERIES} values`;
    return emptyChart(name, title, reason);
  }
  const position = positions(data, points);
  const floor = floorOf(data, points);
  const body =
    series.length === 0
      ? panel(onFloor(points, floor), position, HEIGHT, byTopology(topologies))
      : {
          vconcat: topologies.map((topology) => ({
            title: { text: topologyWord(topology), fontSize: 12 },
            ...panel(
              onFloor(
                points.filter((point) => point.topology === topology),
                floor,
              ),
              position,
              PANEL_HEIGHT,
              bySeries(series, data.seriesLabel ?? ""),
            ),
          })),
        };
  const cut = points.some(({ low }) => low !== null && low < floor);
  const notes = [
    ...[seedNote(data.seeds), scaleNote(data), dropped > 0 ? dropNote(dropped) : ""],
    series.length > 0 && topologies.length > 1 ? "All panels have the same axes." : "",
    cut ? "Intervals that reach 0 end at the axis." : "",
  ];
  return drawChart({
    name,
    title,
    subtitle: notes.filter((note) => note !== ""),
    description: describe(data, points),
    body,
  });
}

function isDrawable({ mean, x }: SweepPoint, { xScale, yScale }: SweepChartData): boolean {
  if (yScale === "log" && !(mean > 0)) return false;
  return !(xScale === "log" && typeof x === "number" && !(x > 0));
}

/** The lowest value that an axis shows. A logarithmic one has no place for an interval that reaches 0. */
function floorOf({ yScale }: SweepChartData, points: readonly SweepPoint[]): number {
  if (yScale === "linear") return -Infinity;
  return logDomain(heightsOf(points).filter((value) => value > 0))[0];
}

function onFloor(points: readonly SweepPoint[], floor: number): readonly SweepPoint[] {
  return points.map((point) =>
    point.low === null || point.low >= floor ? point : { ...point, low: floor },
  );
}

function heightsOf(points: readonly SweepPoint[]): readonly number[] {
  return points.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]);
}

interface Encodings {
  readonly color: JsonObject;
  readonly shape: JsonObject;
  readonly strokeDash?: JsonObject;
}

function byTopology(topologies: readonly TopologyName[]): Encodings {
  const { color, shape } = topologyEncodings(topologies);
  return { color, shape, strokeDash: DASH_BY_TOPOLOGY };
}

function bySeries(series: readonly string[], title: string): Encodings {
  const encoding = (range: readonly string[]): JsonObject => ({
    field: "series",
    type: "nominal",
    sort: null,
    scale: { domain: series, range: range.slice(0, series.length) },
    legend: { title, orient: "right" },
  });
  return { color: encoding(COLORS), shape: encoding(SHAPES) };
}

function panel(
  points: readonly SweepPoint[],
  position: { readonly x: JsonObject; readonly y: JsonObject },
  height: number,
  { color, shape, strokeDash }: Encodings,
): JsonObject {
  const values = points.map(({ topology, x, series, mean, low, high }) => ({
    topology: topologyWord(topology),
    x,
    ...(series === undefined ? {} : { series }),
    y: sixDigits(mean),
    low: sixDigits(low ?? mean),
    high: sixDigits(high ?? mean),
  }));
  const isOrdinal = points.some(({ x }) => typeof x === "string");
  const line: JsonObject = {
    mark: { type: "line", strokeWidth: 2 },
    encoding: { ...position, color, ...(strokeDash === undefined ? {} : { strokeDash }) },
  };
  return {
    data: { values },
    width: PLOT_WIDTH,
    height,
    layer: [
      {
        mark: { type: "rule", strokeWidth: 1.5, clip: true },
        encoding: {
          x: position.x,
          y: { ...position.y, field: "low" },
          y2: { field: "high" },
          color,
        },
      },
      ...(isOrdinal ? [] : [line]),
      {
        mark: { type: "point", filled: true, size: 60, opacity: 1 },
        encoding: { ...position, color, shape },
      },
    ],
  };
}

function positions(
  data: SweepChartData,
  points: readonly SweepPoint[],
): { readonly x: JsonObject; readonly y: JsonObject } {
  const { xScale, yScale, unit, xLabel, yLabel } = data;
  const heights = heightsOf(points);
  const free = quantitative(
    "y",
    yScale,
    heights.filter((value) => yScale === "linear" || value > 0),
  );
  // Each panel by itself would take an axis of its own, and the lower one look as high.
  const isShared = yScale === "linear" && points.some(({ series }) => series !== undefined);
  const domain = [Math.min(0, ...heights), Math.max(...heights)] as const;
  const y = isShared && domain[1] > 0 ? withDomain(free, domain) : free;
  const labelExpr =
    unit === "seconds" ? DURATION_LABELS : unit === "ratio" ? PERCENT_LABELS : AMOUNT_LABELS;
  const isOrdinal = points.some((point) => typeof point.x === "string");
  const numbers = points.flatMap((point) => (typeof point.x === "number" ? [point.x] : []));
  const x: JsonObject = isOrdinal
    ? { field: "x", type: "ordinal", sort: null, axis: { title: xLabel, labelAngle: 0 } }
    : withAxis(xAxis(xScale, numbers), {
        title: xLabel,
        labelExpr: data.xUnit === "seconds" ? DURATION_LABELS : AMOUNT_LABELS,
      });
  return { x, y: withAxis(y, { title: yLabel, labelExpr }) };
}

/** The values themselves are the ticks, unless they are too many to be read. */
function xAxis(kind: "linear" | "log", values: readonly number[]): JsonObject {
  const ticks = [...new Set(values)].sort((a, b) => a - b);
  const [low, high] = [ticks[0] ?? 1, ticks[ticks.length - 1] ?? 1];
  if (ticks.length > MOST_TICKS || low === high) return quantitative("x", kind, values);
  const scale = {
    ...{ type: kind, domain: [low, high], nice: false, padding: 12 },
    ...(kind === "linear" ? { zero: false } : {}),
  };
  const axis = { values: ticks, labelOverlap: "greedy" };
  return { field: "x", type: "quantitative", scale, axis };
}

function quantitative(
  field: string,
  kind: "linear" | "log",
  values: readonly number[],
): JsonObject {
  if (kind === "linear") {
    return {
      field,
      type: "quantitative",
      scale: { zero: true, nice: true },
      axis: { tickCount: 6 },
    };
  }
  const domain = logDomain(values);
  const scale = { type: "log", domain, nice: false };
  return { field, type: "quantitative", scale, axis: { values: logTicks(...domain) } };
}

function withDomain(encoding: JsonObject, domain: readonly [number, number]): JsonObject {
  return { ...encoding, scale: { ...(encoding["scale"] as JsonObject), domain } };
}

function withAxis(encoding: JsonObject, more: Readonly<Record<string, Json>>): JsonObject {
  return { ...encoding, axis: { ...(encoding["axis"] as JsonObject), ...more } };
}

function seedNote([least, most]: SweepChartData["seeds"]): string {
  if (most < 2) return "One seed each: no intervals.";
  const seeds = least === most ? `${least} seeds` : `${least} to ${most} seeds`;
  return `Means over ${seeds}; bars are 95 % intervals, where they are larger than the markers.`;
}

function scaleNote({ xScale, yScale }: SweepChartData): string {
  if (xScale === "log" && yScale === "log") return "Both axes are logarithmic.";
  if (yScale === "log") return "The vertical axis is logarithmic.";
  const start = "The vertical axis starts at 0.";
  return xScale === "log" ? `The horizontal axis is logarithmic. ${start}` : start;
}

function dropNote(count: number): string {
  return `${count} ${count === 1 ? "point is" : "points are"} not above 0 and left out.`;
}

function describe({ unit, xUnit }: SweepChartData, points: readonly SweepPoint[]): string {
  const place = ({ x }: SweepPoint): string =>
    xUnit !== undefined && typeof x === "number" ? humanise(x, xUnit) : String(x);
  const lines = new Map<string, SweepPoint[]>();
  for (const point of points) {
    const name = [topologyWord(point.topology), point.series ?? ""].filter((part) => part !== "");
    const line = lines.get(name.join(", ")) ?? [];
    line.push(point);
    lines.set(name.join(", "), line);
  }
  const sentences = [...lines].map(([name, line]) => {
    const [first, last] = [line[0], line[line.length - 1]];
    const at = (point: SweepPoint | undefined): string =>
      point === undefined ? "" : `${humanise(point.mean, unit)} at ${place(point)}`;
    return `${name}: from ${at(first)} to ${at(last)}.`;
  });
  return sentences.join(" ");
}
