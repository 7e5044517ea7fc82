/**
 * A small chart that nobody sees, drawn while a simulation still has the time: it has bars, lines, facets, legends and
 * text, so that what draws them is loaded and compiled when the charts of the report are there.
 * Not a test, and not data of any run.
 */
import { TOPOLOGY_NAMES } from "../scenario/scenario.js";
import { AMOUNT_LABELS } from "./charts/axes.js";
import type { DrawnChart, JsonObject } from "./charts/chart.js";
import { DASH_BY_TOPOLOGY, drawChart, topologyEncodings } from "./charts/chart.js";
import { renderNarrowSvg, renderSvg } from "./render-chart.js";
import { topologyWord } from "./words.js";

const POINTS = 40;

/** Draws it, and drops the pictures. */
export async function drawSpecimen(): Promise<void> {
  await renderSvg(specimen());
  await renderNarrowSvg(specimen());
}

function specimen(): DrawnChart {
  const words = TOPOLOGY_NAMES.map(topologyWord);
  const values = words.flatMap((topology, which) =>
    Array.from({ length: POINTS }, (_, t): JsonObject => ({ topology, t, value: t % (which + 5) })),
  );
  return drawChart({
    name: "specimen",
    title: "Specimen",
    subtitle: ["Nobody sees it."],
    description: "A chart of each kind of mark.",
    body: {
      vconcat: [bars(values), lines(values), lines(values)],
      resolve: { scale: { color: "independent", strokeDash: "independent", y: "independent" } },
    },
  });
}

function bars(values: readonly JsonObject[]): JsonObject {
  const x: JsonObject = {
    field: "value",
    type: "quantitative",
    aggregate: "sum",
    axis: { title: "bars", labelExpr: AMOUNT_LABELS, tickCount: 4 },
  };
  const { color } = topologyEncodings(TOPOLOGY_NAMES);
  return {
    data: { values },
    facet: { row: { field: "topology", type: "nominal", header: { title: null, labelAngle: 0 } } },
    spec: {
      width: 100,
      height: { step: 18 },
      encoding: { y: { field: "topology", type: "nominal", axis: { title: null } } },
      layer: [
        { mark: { type: "bar", height: 14 }, encoding: { x, color } },
        {
          mark: { type: "text", align: "left", dx: 5 },
          encoding: { x, text: { aggregate: "sum", field: "value", format: "," } },
        },
      ],
    },
  };
}

function lines(values: readonly JsonObject[]): JsonObject {
  const { color } = topologyEncodings(TOPOLOGY_NAMES);
  return {
    title: { text: "Lines", fontSize: 11 },
    width: 100,
    height: 60,
    data: { values },
    mark: { type: "line", interpolate: "step-before" },
    encoding: {
      x: { field: "t", type: "quantitative", axis: { title: "time", format: ",~r" } },
      y: {
        field: "value",
        type: "quantitative",
        axis: { title: "lines", labelExpr: AMOUNT_LABELS },
      },
      color,
      strokeDash: DASH_BY_TOPOLOGY,
      tooltip: [{ field: "value", title: "value", format: ",.4~r" }],
    },
  };
}
