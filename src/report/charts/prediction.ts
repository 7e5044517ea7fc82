/**
 * Predicted against measured, both axes logarithmic, with the line on which both are equal and a band around it.
 * One chart a figure; each point is one scenario, its bar the lowest and highest measured value.
 */
import type { DisplayUnit } from "../format.js";
import { sixDigits } from "../format.js";
import { AMOUNT_LABELS, DURATION_LABELS, logDomain, logTicks } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import { drawChart, emptyChart, INK, PLOT_WIDTH } from "./chart.js";

export interface PredictionChartData {
  /** File name without ending. */
  readonly name: string;
  readonly title: string;
  readonly unit: DisplayUnit;
  /** Half the width of the band, as a share. */
  readonly goal: number;
  readonly subtitle: readonly string[];
  readonly points: readonly {
    readonly scenario: string;
    readonly kind: string;
    readonly predicted: number;
    readonly measured: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** Okabe and Ito's colour-blind-safe set. */
const COLORS = [
  "#0072B2",
  "#D55E00",
  "#009E73",
  "#CC79A7",
  "#E69F00",
  "#56B4E9",
  "#000000",
  "#8c6d31",
  "#7b4173",
];

/** Draws one figure of all scenarios. */
export function predictionChart(data: PredictionChartData): Chart {
  const points = data.points.filter(
    ({ predicted, measured, low }) => predicted > 0 && measured > 0 && low > 0,
  );
  if (points.length === 0) return emptyChart(data.name, data.title, "no scenario has this figure");
  const [low, high] = logDomain(
    points.flatMap(({ predicted, low: least, high: most }) => [predicted, least, most]),
  );
  const axis = (title: string): JsonObject => ({
    title,
    labelExpr: data.unit === "seconds" ? DURATION_LABELS : AMOUNT_LABELS,
    values: logTicks(low, high),
  });
  const scale: JsonObject = { type: "log", domain: [low, high], nice: false };
  const encode = (channel: JsonObject): JsonObject => ({
    type: "quantitative",
    scale,
    ...channel,
  });
  const line = (factor: number, dash: readonly number[]): JsonObject => ({
    data: {
      values: [
        { x: Math.max(low, low / factor), y: Math.max(low, low * factor) },
        { x: Math.min(high, high / factor), y: Math.min(high, high * factor) },
      ],
    },
    mark: { type: "line", color: INK.axis, strokeDash: dash, strokeWidth: 1.5 },
    encoding: { x: encode({ field: "x" }), y: encode({ field: "y" }) },
  });
  const kinds = [...new Set(points.map(({ kind }) => kind))].sort();
  const values = points.map(({ scenario, kind, ...figures }) => ({
    scenario,
    kind,
    predicted: sixDigits(figures.predicted),
    measured: sixDigits(figures.measured),
    low: sixDigits(figures.low),
    high: sixDigits(figures.high),
  }));
  const color: JsonObject = {
    field: "kind",
    type: "nominal",
    scale: { domain: kinds, range: kinds.map((_, index) => COLORS[index % COLORS.length] ?? "") },
    legend: { title: null, orient: "right" },
  };
  const within = points.filter(
    ({ predicted, measured }) => Math.abs(Math.log(predicted / measured)) <= Math.log1p(data.goal),
  ).length;
  const x = encode({ field: "measured", axis: axis("Measured (log scale)") });
  const y = encode({ field: "predicted", axis: axis("Predicted (log scale)") });
  return drawChart({
    name: data.name,
    title: data.title,
    subtitle: [
      ...data.subtitle,
      `Dashed: ±${Math.round(data.goal * 100)} %. Both axes logarithmic.`,
    ],
    description: `${within} of ${points.length} scenarios lie within ${Math.round(data.goal * 100)} % of equality.`,
    body: {
      width: PLOT_WIDTH - 160,
      height: PLOT_WIDTH - 160,
      layer: [
        line(1, [1, 0]),
        line(1 + data.goal, [4, 3]),
        line(1 / (1 + data.goal), [4, 3]),
        {
          data: { values },
          mark: { type: "rule", strokeWidth: 1, opacity: 0.6 },
          encoding: {
            x: encode({ field: "low", axis: axis("Measured (log scale)") }),
            x2: { field: "high" },
            y,
            color,
          },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 60, opacity: 0.9 },
          encoding: { x, y, color, tooltip: { field: "scenario", type: "nominal" } },
        },
      ],
    },
  });
}
