/** The charts of the benchmarks, as Vega-Lite specifications and SVG: speeds of the queues, and growth along each axis. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DrawnChart, JsonObject } from "../src/report/charts/chart.js";
import { renderSvg } from "../src/report/render-chart.js";
import type { Measurement } from "./measurement.js";
import type { ScalingResult } from "./scaling.js";

const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";
const CONFIG: JsonObject = {
  font: "DejaVu Sans",
  legend: { labelLimit: 0 },
  axis: { labelLimit: 0, gridOpacity: 0.5 },
  view: { stroke: null },
};

/** Writes NAME.vl.json and NAME.svg. */
export async function writeChart(folder: string, chart: DrawnChart): Promise<void> {
  const spec = `${JSON.stringify(chart.spec, null, 2)}\n`;
  writeFileSync(join(folder, `${chart.name}.vl.json`), spec);
  writeFileSync(join(folder, `${chart.name}.svg`), await renderSvg(chart));
}

/** Events per second of everything that was measured in one process. */
export function speedChart(measurements: readonly Measurement[]): DrawnChart {
  const values = measurements.map(({ section, name, eventsPerSecond }) => ({
    case: `${section}: ${name}`,
    speed: eventsPerSecond / 1e6,
  }));
  const title = "Events per second";
  return {
    name: "speed",
    title,
    description: values.map((one) => `${one.case} ${one.speed.toFixed(2)} M/s`).join(", "),
    spec: {
      $schema: SCHEMA,
      title,
      width: 620,
      data: { values },
      mark: "bar",
      encoding: {
        y: { field: "case", type: "nominal", sort: null, title: null },
        x: { field: "speed", type: "quantitative", title: "million events per second" },
      },
      config: CONFIG,
    },
  };
}

/** CPU seconds along each axis, with the fitted exponent in the panel's name. */
export function scalingChart(results: readonly ScalingResult[]): DrawnChart {
  const values = results.flatMap(({ axis, topology, points, cpuExponent }) =>
    points.map(({ value, cpuSeconds }) => ({
      panel: `${axis}, ${topology}: exponent ${cpuExponent.toFixed(2)}`,
      value,
      cpuSeconds,
    })),
  );
  const title = "CPU of a run along each axis";
  return {
    name: "scaling",
    title,
    description: [...new Set(values.map(({ panel }) => panel))].join("; "),
    spec: {
      $schema: SCHEMA,
      title,
      data: { values },
      facet: { field: "panel", type: "nominal", sort: null, title: null },
      columns: 2,
      spec: {
        width: 280,
        height: 150,
        mark: { type: "line", point: true },
        encoding: {
          x: { field: "value", type: "quantitative", scale: { type: "log" }, title: null },
          y: {
            field: "cpuSeconds",
            type: "quantitative",
            scale: { type: "log" },
            title: "CPU seconds",
          },
        },
      },
      resolve: { scale: { x: "independent" } },
      config: CONFIG,
    },
  };
}
