/**
 * The charts of the benchmarks, as Vega-Lite specifications and SVG: speeds of the queues, what whole runs cost, and growth
 * along each axis. Not here: the figures themselves.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DrawnChart, JsonObject } from "../src/report/charts/chart.js";
import { INK, drawChart, topologyEncodings } from "../src/report/charts/chart.js";
import { renderSvg } from "../src/report/render-chart.js";
import { topologyWord } from "../src/report/words.js";
import {
  PENDING,
  pendingWords,
  type Measurement,
  type ScalingPoint,
  type ScalingResult,
} from "./measurement.js";

/** Writes NAME.vl.json and NAME.svg. */
export async function writeChart(folder: string, chart: DrawnChart): Promise<void> {
  const spec = `${JSON.stringify(chart.spec, null, 2)}\n`;
  writeFileSync(join(folder, `${chart.name}.vl.json`), spec);
  writeFileSync(join(folder, `${chart.name}.svg`), await renderSvg(chart));
}

const KINDS: readonly (readonly [kind: string, color: string])[] = [
  ["this engine, handlers included", "#d55e00"],
  ["this engine's queues alone", "#e9a36f"],
  ["from npm, equal times in order", "#0072b2"],
  ["from npm, equal times in any order", "#7fb8d8"],
];

/** The hold model: a panel for each number of pending events, a bar for each queue. */
export function holdChart(measurements: readonly Measurement[]): DrawnChart {
  const values = PENDING.flatMap((pending) => {
    const ending = `, ${pendingWords(pending)}`;
    return measurements
      .filter(({ section, name }) => isHold(section) && name.endsWith(ending))
      .map(({ name, eventsPerSecond }) => {
        const queue = name.slice(0, -ending.length);
        const speed = eventsPerSecond / 1e6;
        return { pending: pendingWords(pending), queue, kind: kindOf(queue), speed };
      });
  });
  return drawChart({
    name: "hold-model",
    title: "Hold model: millions of events per second",
    subtitle: ["Pop the first event, push one at now + Exp(1 s); all in one process"],
    description: values
      .map(({ pending, queue, speed }) => `${queue}, ${pending}: ${speed.toFixed(2)} M/s`)
      .join("; "),
    body: {
      data: { values },
      facet: {
        column: {
          field: "pending",
          type: "nominal",
          sort: PENDING.map(pendingWords),
          header: { title: null, labelFontSize: 13 },
        },
      },
      spec: {
        width: 210,
        height: { step: 20 },
        encoding: {
          y: { field: "queue", type: "nominal", sort: null, axis: { title: null } },
          x: { field: "speed", type: "quantitative", axis: { title: "million events/s" } },
        },
        layer: [
          {
            mark: { type: "bar" },
            encoding: {
              color: {
                field: "kind",
                type: "nominal",
                scale: { domain: KINDS.map(([kind]) => kind), range: KINDS.map(([, ink]) => ink) },
                legend: { title: null, orient: "bottom", columns: 2 },
              },
            },
          },
          {
            mark: { type: "text", align: "left", dx: 4, color: INK.text, fontSize: 11 },
            encoding: { text: { field: "speed", type: "quantitative", format: ".3~r" } },
          },
        ],
      },
      resolve: { scale: { x: "shared" } },
    },
  });
}

function isHold(section: string): boolean {
  return section === "hold model" || section === "bare queue";
}

function kindOf(queue: string): string {
  if (queue.startsWith("engine with")) return KINDS[0]?.[0] ?? "";
  if (queue.startsWith("engine's")) return KINDS[1]?.[0] ?? "";
  return KINDS[queue.includes("any order") ? 3 : 2]?.[0] ?? "";
}

/** What whole runs cost: four panels that share their rows. */
export function runsChart(measurements: readonly Measurement[]): DrawnChart {
  const values = measurements.flatMap(({ name, eventsPerSecond, cost }) => {
    if (cost === undefined) return [];
    const { wallSeconds, peakRssMiB, simulatedSeconds } = cost;
    const ratio = simulatedSeconds / wallSeconds;
    return [{ name, wall: wallSeconds, mib: peakRssMiB, speed: eventsPerSecond / 1e6, ratio }];
  });
  const panel = (field: string, title: string, named: boolean): JsonObject => ({
    width: 150,
    height: { step: 22 },
    encoding: {
      y: {
        field: "name",
        type: "nominal",
        sort: null,
        axis: named ? { title: null } : { title: null, labels: false, ticks: false },
      },
      x: { field, type: "quantitative", axis: { title, tickCount: 4 } },
    },
    layer: [
      { mark: { type: "bar", color: "#0072b2" } },
      {
        mark: { type: "text", align: "left", dx: 4, color: INK.text, fontSize: 11 },
        encoding: { text: { field, type: "quantitative", format: ",.3~r" } },
      },
    ],
  });
  return drawChart({
    name: "presets",
    title: "Whole runs of the presets",
    subtitle: ["One topology each, in a process of its own, without files and charts; medians"],
    description: values
      .map(({ name, wall, mib }) => `${name}: ${wall.toFixed(1)} s, ${mib.toFixed(0)} MiB`)
      .join("; "),
    body: {
      data: { values },
      hconcat: [
        panel("wall", "wall seconds", true),
        panel("mib", "peak memory, MiB", false),
        panel("speed", "million events/s", false),
        panel("ratio", "simulated s per wall s", false),
      ],
    },
  });
}

/** CPU seconds, or memory, along each axis, with the fitted exponents in the panel's name. */
export function scalingChart(results: readonly ScalingResult[], of: "cpu" | "memory"): DrawnChart {
  const read = (point: ScalingPoint): number =>
    of === "cpu" ? point.cpuSeconds : point.peakRssMiB;
  const exponent = (result: ScalingResult): string =>
    `${result.topology} ${(of === "cpu" ? result.cpuExponent : result.memoryExponent).toFixed(2)}`;
  const axes = [...new Set(results.map(({ axis }) => axis))];
  const panels = new Map(
    axes.map((axis) => {
      const fitted = results.filter((result) => result.axis === axis).map(exponent);
      return [axis, [axis, `exponent: ${fitted.join(", ")}`]] as const;
    }),
  );
  const title = of === "cpu" ? "CPU seconds" : "peak memory, MiB";
  const body: JsonObject[] = axes.map((axis) => ({
    title: { text: [...(panels.get(axis) ?? [])], fontSize: 12, anchor: "start" },
    width: 300,
    height: 150,
    data: {
      values: results
        .filter((result) => result.axis === axis)
        .flatMap(({ topology, points }) =>
          points.map((point) => {
            const word = topologyWord(topology);
            return { topology: word, value: point.value, amount: read(point) };
          }),
        ),
    },
    mark: { type: "line", point: true },
    encoding: {
      x: {
        field: "value",
        type: "quantitative",
        scale: { type: "log", nice: false },
        axis: { title: axis, values: valuesOf(results, axis), format: ",~r" },
      },
      y: {
        field: "amount",
        type: "quantitative",
        scale: { type: "log" },
        axis: { title, values: POWERS, format: ",~r" },
      },
      ...topologyEncodings(["original", "kvstoremesh"]),
    },
  }));
  return drawChart({
    name: of === "cpu" ? "scaling-cpu" : "scaling-memory",
    title: of === "cpu" ? "CPU of a run along each axis" : "Memory of a run along each axis",
    subtitle: ["mesh-511x5000 made smaller, 65 simulated seconds, both axes logarithmic"],
    description: [...panels.values()].map((words) => words.join(", ")).join("; "),
    body: { concat: body, columns: 2, resolve: { scale: { x: "independent", y: "shared" } } },
  });
}

/** Ticks of a logarithmic axis; those outside of it are not drawn. */
const POWERS: readonly number[] = [0.01, 0.1, 1, 10, 100, 1000, 10_000];

/** The measured places of an axis are its ticks. */
function valuesOf(results: readonly ScalingResult[], axis: string): readonly number[] {
  const points = results.filter((result) => result.axis === axis).flatMap((one) => one.points);
  return [...new Set(points.map(({ value }) => value))];
}
