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

/** What stands above a point that no objective ended. */
const ABOVE = { objective: "", "hard limit": "▔", search: "↑" } as const;

export interface FrontierChartData {
  readonly scenario: string;
  readonly points: readonly {
    readonly topology: TopologyName;
    readonly nodes: number;
    readonly clusters: number;
    /** Why no more clusters: an objective, a hard limit, or that the search went no further. */
    readonly end?: "objective" | "hard limit" | "search";
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
  const data = shown.map(({ topology, nodes, clusters, end = "objective" }) => ({
    topology: topologyWord(topology),
    nodes,
    clusters,
    end,
    above: ABOVE[end],
  }));
  const ends = new Set(data.map(({ end }) => end));
  return drawChart({
    name: NAME,
    title: `${TITLE}: ${scenario}`,
    subtitle: [
      "On and below a line all objectives hold (one seed, within 10 %). The cross is today's mesh.",
      "Both axes are logarithmic.",
      ...(ends.has("search")
        ? ["Arrow: the search merely stopped there (--farthest); more clusters may do."]
        : []),
      ...(ends.has("hard limit") ? ["Bar: a hard limit, whatever the objectives say."] : []),
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
          data: { values: data.filter(({ end }) => end !== "objective") },
          mark: { type: "text", dy: -13, fontSize: 15, fontWeight: "bold" },
          encoding: { ...position, text: { field: "above", type: "nominal" }, color },
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
    ({ nodes, clusters, end }) =>
      `${withSeparators(clusters)} clusters of ${withSeparators(nodes)} nodes${end === "search" ? " or more" : ""}`,
  );
  return `${topologyWord(topology)}: at most ${parts.join(", ")}.`;
}
