/** The charts of the experiment: how often the intervals held, and the intervals of every seed for three figures. */
import type { DrawnChart, JsonObject } from "../../src/report/charts/chart.js";
import { INK, drawChart } from "../../src/report/charts/chart.js";
import { isInside, type Coverage } from "./judge.js";
import { FIGURES, MESHES, OTHERS, SEEDS, type Compared, type Others } from "./runs.js";

const SHOWN = ["latency p50", "latency p99", "cpu cores of an etcd"];
const INSIDE = "#0072B2";
const OUTSIDE = "#D55E00";

/** Both charts. */
export function samplingCharts(
  compared: readonly Compared[],
  rows: readonly Coverage[],
): readonly DrawnChart[] {
  return [coverageChart(rows), intervalChart(compared)];
}

function words(clusters: number, others: Others): string {
  const sample = MESHES.find((mesh) => mesh.clusters === clusters)?.sample ?? 0;
  const how = others === "fluid" ? "others a flow" : "others as events";
  return `${sample} of ${clusters}, ${how}`;
}

const PANELS = MESHES.flatMap(({ clusters }) => OTHERS.map((others) => words(clusters, others)));

function coverageChart(rows: readonly Coverage[]): DrawnChart {
  const values = rows.flatMap(({ clusters, others, figure, inside }) =>
    clusters === "all" ? [] : [{ panel: words(clusters, others), figure, inside }],
  );
  const both = rows.filter(({ clusters }) => clusters === "all");
  const all = both.reduce((sum, { seeds }) => sum + seeds, 0);
  const held = both.reduce((sum, { inside }) => sum + inside, 0);
  return drawChart({
    name: "coverage",
    title: "Seeds in which the figure of all clusters lay within the sample's 95 % interval",
    subtitle: [
      `Of ${SEEDS}; line: the 19 that 95 % stands for. Below 16 the rate would be refuted (chance below 1 %)`,
      "KVStoreMesh; loads are means over the etcds of all clusters",
    ],
    description: `${held} of ${all} intervals hold. ${values
      .map(({ panel, figure, inside }) => `${panel}: ${figure} ${inside}`)
      .join("; ")}`,
    body: {
      data: { values },
      facet: {
        column: { field: "panel", type: "nominal", sort: PANELS, header: { title: null } },
      },
      spec: {
        width: 170,
        height: { step: 20 },
        encoding: {
          y: {
            field: "figure",
            type: "nominal",
            sort: FIGURES.map(({ name }) => name),
            axis: { title: null },
          },
          x: {
            field: "inside",
            type: "quantitative",
            scale: { domain: [0, SEEDS] },
            axis: { title: "seeds", values: [0, 5, 10, 15, 20] },
          },
        },
        layer: [
          { mark: { type: "bar", color: INSIDE, opacity: 0.75 } },
          {
            mark: { type: "rule", color: INK.text, strokeDash: [4, 3] },
            encoding: { x: { datum: 0.95 * SEEDS }, y: null },
          },
        ],
      },
    },
  });
}

function intervalChart(compared: readonly Compared[]): DrawnChart {
  const values = compared
    .filter(({ figure }) => SHOWN.includes(figure))
    .map((row): JsonObject => {
      const { clusters, others, seed, figure, all, estimate, low, high } = row;
      const share = (value: number): number => Number((100 * (value / all - 1)).toPrecision(4));
      return {
        panel: words(clusters, others),
        figure,
        seed,
        estimate: share(estimate),
        low: share(low),
        high: share(high),
        holds: isInside(row) ? "holds it" : "misses it",
      };
    });
  const y: JsonObject = { type: "quantitative", axis: { title: "difference, %" } };
  return drawChart({
    name: "intervals",
    title: "What a sample says of all clusters, seed by seed",
    subtitle: [
      "Estimate and 95 % interval, as a difference from what all clusters observed gave",
      "Each panel has a scale of its own",
    ],
    description: `Intervals of ${SEEDS} seeds for ${SHOWN.join(", ")}; zero is what all clusters gave`,
    body: {
      data: { values },
      facet: {
        column: { field: "panel", type: "nominal", sort: PANELS, header: { title: null } },
        row: { field: "figure", type: "nominal", sort: SHOWN, header: { title: null } },
      },
      spec: {
        width: 170,
        height: 110,
        encoding: {
          x: {
            field: "seed",
            type: "quantitative",
            scale: { domain: [0, SEEDS + 1], nice: false },
            axis: { values: [1, 5, 10, 15, 20] },
          },
        },
        layer: [
          { mark: { type: "rule", color: INK.axis }, encoding: { y: { datum: 0 }, x: null } },
          {
            mark: { type: "rule", strokeWidth: 2 },
            encoding: { y: { ...y, field: "low" }, y2: { field: "high" }, color: HOLDS },
          },
          {
            mark: { type: "point", filled: true, size: 24 },
            encoding: { y: { ...y, field: "estimate" }, color: HOLDS },
          },
        ],
      },
      resolve: { scale: { y: "independent" } },
    },
  });
}

const HOLDS: JsonObject = {
  field: "holds",
  type: "nominal",
  scale: { domain: ["holds it", "misses it"], range: [INSIDE, OUTSIDE] },
  legend: { title: "the interval", orient: "top" },
};
