/**
 * The frontier of a plan: how many clusters of which size the objectives allow, a line for each topology, with today's
 * mesh as a cross. Both axes logarithmic. Not the search behind it (src/study/frontier.ts).
 */
import type { TopologyName } from "../../scenario/scenario.js";
import { withSeparators } from "../format.js";
import { topologyWord } from "../words.js";
import { AMOUNT_LABELS, logDomain, logTicks } from "./axes.js";
import type { Chart, JsonObject } from "./chart.js";
import {
  DASH_BY_TOPOLOGY,
  drawChart,
  emptyChart,
  INK,
  PLOT_WIDTH,
  topologyEncodings,
} from "./chart.js";

const NAME = "frontier";
const TITLE = "How many clusters of which size";
const HEIGHT = 320;

export interface FrontierChartData {
  readonly scenario: string;
  readonly points: readonly {
    readonly topology: TopologyName;
    readonly nodes: number;
    readonly clusters: number;
  }[];
  readonly today: { readonly nodes: number; readonly clusters: number };
}

/** Draws the frontier. */
export function frontierChart({ scenario, points, today }: FrontierChartData): Chart {
  const shown = points.filter(({ clusters }) => clusters > 0);
  if (shown.length === 0)
    return emptyChart(NAME, TITLE, "no mesh of any size keeps the objectives");
  const topologies = [...new Set(shown.map(({ topology }) => topology))];
  const axis = (field: "nodes" | "clusters", title: string): JsonObject => {
    const domain = logDomain([...shown.map((point) => point[field]), today[field]]);
    return {
      field,
      type: "quantitative",
      scale: { type: "log", domain, nice: false },
      axis: { title, labelExpr: AMOUNT_LABELS, values: logTicks(...domain) },
    };
  };
  const position = {
    x: axis("nodes", "Nodes per cluster of the largest kind (log scale)"),
    y: axis("clusters", "Clusters (log scale)"),
  };
  const { color, shape } = topologyEncodings(topologies);
  const data = shown.map(({ topology, nodes, clusters }) => ({
    topology: topologyWord(topology),
    nodes,
    clusters,
  }));
  return drawChart({
    name: NAME,
    title: `${TITLE}: ${scenario}`,
    subtitle: [
      "On and below a line all objectives hold (one seed, within 10 %). The cross is today's mesh.",
      "Both axes are logarithmic.",
    ],
    description: topologies.map((topology) => inWords(shown, topology)).join(" "),
    body: {
      width: PLOT_WIDTH,
      height: HEIGHT,
      layer: [
        {
          data: { values: data },
          mark: { type: "line", strokeWidth: 2 },
          encoding: { ...position, color, strokeDash: DASH_BY_TOPOLOGY },
        },
        {
          data: { values: data },
          mark: { type: "point", filled: true, size: 70, opacity: 1 },
          encoding: { ...position, color, shape },
        },
        {
          data: { values: [today] },
          mark: { type: "point", shape: "cross", filled: true, size: 160, color: INK.text },
          encoding: position,
        },
      ],
    },
  });
}

function inWords(points: FrontierChartData["points"], topology: TopologyName): string {
  const of = points.filter((point) => point.topology === topology);
  const parts = of.map(
    ({ nodes, clusters }) =>
      `${withSeparators(clusters)} clusters of ${withSeparators(nodes)} nodes`,
  );
  return `${topologyWord(topology)}: at most ${parts.join(", ")}.`;
}
