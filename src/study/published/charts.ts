/**
 * Two charts of the published figures: how far each simulated value is from the published one, with what the tolerance
 * allows, and the values themselves against each other. Both axes are logarithmic, since factors are what matters.
 * Undecided figures are in neither.
 */
import { logDomain, logTicks } from "../../report/charts/axes.js";
import { drawChart, INK } from "../../report/charts/chart.js";
import type { DrawnChart, JsonObject } from "../../report/charts/chart.js";
import { sixDigits } from "../../report/format.js";
import type { Judged } from "./summary.js";
import { threeDigits } from "./words.js";

const COLORS = { reproduced: "#0072B2", off: "#D55E00" };
const SHAPES = { reproduced: "circle", off: "diamond" };
const ROW_HEIGHT = 22;

interface Point extends JsonObject {
  readonly title: string;
  readonly verdict: "reproduced" | "off";
  readonly published: number;
  readonly simulated: number;
  readonly ratio: number;
  /** What the tolerance allows, as ratios and as values; null where it is open. */
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Both charts. @throws Error when there is nothing to draw: then there was nothing to judge. */
export function publishedCharts(judged: readonly Judged[]): readonly DrawnChart[] {
  const points = judged.flatMap(pointOf);
  if (points.length === 0) throw new Error("there should be a figure with a verdict");
  return [ratioChart(points), valueChart(points)];
}

/** Figures whose published or simulated value is 0 have no place on a logarithmic axis. */
function pointOf({ figure, result }: Judged): readonly Point[] {
  const { verdict, simulated, ratio, allowed } = result;
  if (verdict === "undecided" || simulated === null || allowed === null) return [];
  if (ratio === null || ratio <= 0 || simulated <= 0) return [];
  const published = simulated / ratio;
  const over = (value: number | null): number | null =>
    value === null ? null : sixDigits(value / published);
  return [
    {
      title: figure.spec.title,
      verdict,
      published: sixDigits(published),
      simulated: sixDigits(simulated),
      ratio: sixDigits(ratio),
      ratioLow: over(allowed.low),
      ratioHigh: over(allowed.high),
      low: allowed.low,
      high: allowed.high,
    },
  ];
}

const VERDICT_LEGEND: JsonObject = { title: null, orient: "top" };
const COLOR: JsonObject = {
  field: "verdict",
  type: "nominal",
  scale: { domain: Object.keys(COLORS), range: Object.values(COLORS) },
  legend: VERDICT_LEGEND,
};
const SHAPE: JsonObject = {
  ...COLOR,
  scale: { domain: Object.keys(SHAPES), range: Object.values(SHAPES) },
};

function ratioChart(points: readonly Point[]): DrawnChart {
  const spread = points.flatMap(({ ratio, ratioLow, ratioHigh }) => [
    ratio,
    ratioLow ?? ratio,
    ratioHigh ?? ratio,
  ]);
  // Half a marker must not lie outside.
  const domain = logDomain([...spread.flatMap((ratio) => [ratio / 1.5, ratio * 1.5]), 0.1, 10]);
  const ticks = logTicks(...domain);
  const x: JsonObject = {
    field: "ratio",
    type: "quantitative",
    scale: { type: "log", domain, nice: false },
    axis: {
      title: "simulated / published (log scale)",
      orient: "top",
      labelPadding: 4,
      values: ticks,
      labelExpr: "'× ' + format(datum.value, '~g')",
    },
  };
  const y: JsonObject = {
    field: "title",
    type: "nominal",
    sort: points.map(({ title }) => title),
    axis: { title: null, ticks: false, domain: false, grid: true, labelPadding: 10 },
  };
  // A bound is open on one side: its band goes to the edge of the chart.
  const bands = points.map((point) => ({
    title: point.title,
    from: point.ratioLow ?? domain[0],
    to: point.ratioHigh ?? domain[1],
  }));
  return drawChart({
    name: "ratios",
    title: "Simulated over published",
    subtitle: [
      "Grey: what the tolerance allows; a bound is open on one side. The line is equality.",
      "Logarithmic axis. Figures whose published or simulated value is 0 are not drawn.",
    ],
    description: points
      .map(({ title, ratio, verdict }) => `${title}: ${threeDigits(ratio)} (${verdict})`)
      .join("; "),
    body: {
      width: 400,
      height: points.length * ROW_HEIGHT,
      layer: [
        {
          data: { values: bands },
          mark: { type: "bar", color: INK.grid, height: ROW_HEIGHT - 8 },
          encoding: { y, x: { ...x, field: "from" }, x2: { field: "to" } },
        },
        {
          data: { values: [{ ratio: 1 }] },
          mark: { type: "rule", color: INK.text, strokeWidth: 1 },
          encoding: { x },
        },
        {
          data: { values: points },
          mark: { type: "point", filled: true, size: 80, opacity: 1 },
          encoding: { y, x, color: COLOR, shape: SHAPE },
        },
      ],
    },
  });
}

function valueChart(points: readonly Point[]): DrawnChart {
  const values = points.flatMap(({ published, simulated }) => [published, simulated]);
  const domain = logDomain(values);
  const edges = points.map((point) => ({
    published: point.published,
    from: Math.max(point.low ?? domain[0], domain[0]),
    to: Math.min(point.high ?? domain[1], domain[1]),
  }));
  const axis = (title: string): JsonObject => ({
    title,
    values: logTicks(...domain).filter((tick) => Math.round(Math.log10(tick)) % 2 === 0),
    labelExpr:
      "datum.value >= 0.01 && datum.value <= 10000 ? format(datum.value, ',~g') : " +
      "'1e' + format(log(datum.value) / LN10, '.0f')",
  });
  const scale: JsonObject = { type: "log", domain, nice: false };
  const x: JsonObject = {
    field: "published",
    type: "quantitative",
    scale,
    axis: axis("published (log scale)"),
  };
  const y: JsonObject = {
    field: "simulated",
    type: "quantitative",
    scale,
    axis: axis("simulated (log scale)"),
  };
  return drawChart({
    name: "values",
    title: "Simulated against published values",
    subtitle: [
      "Seconds, bytes, cores and counts, each in its base unit. The line is equality.",
      "Grey: what the tolerance allows. Both axes are logarithmic.",
    ],
    description: points
      .map(({ title, published, simulated }) => `${title}: ${published} and ${simulated}`)
      .join("; "),
    body: {
      width: 520,
      height: 520,
      layer: [
        {
          data: { values: edges },
          mark: { type: "rule", color: INK.axis, strokeWidth: 5, opacity: 0.45 },
          encoding: { x, y: { ...y, field: "from" }, y2: { field: "to" } },
        },
        {
          data: { values: domain.map((value) => ({ published: value, simulated: value })) },
          mark: { type: "line", color: INK.text, strokeWidth: 1 },
          encoding: { x, y },
        },
        {
          data: { values: points },
          mark: { type: "point", filled: true, size: 70, opacity: 1 },
          encoding: { x, y, color: COLOR, shape: SHAPE },
        },
      ],
    },
  });
}
