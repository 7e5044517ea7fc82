/** The chart of the experiment: how much faster cohorts are than single agents, by the number of agents. */
import type { DrawnChart } from "../../src/report/charts/chart.js";
import { INK, drawChart, topologyEncodings } from "../../src/report/charts/chart.js";
import { topologyWord } from "../../src/report/words.js";
import { AGENTS, TOPOLOGIES, type CohortRun, type Pair } from "./runs.js";

const MEASURES = ["CPU time", "engine events", "peak memory"];

/** Ratios of single agents to cohorts: CPU, events and memory; both axes logarithmic. */
export function speedUpChart(
  pairs: readonly { readonly one: CohortRun; readonly other: CohortRun; readonly found: Pair }[],
): DrawnChart {
  const values = pairs.flatMap(({ one, other }) => {
    const at = { topology: topologyWord(one.topology), agents: one.agents };
    const ratios = [
      other.cpuSeconds / one.cpuSeconds,
      other.events / one.events,
      other.peakRssMiB / one.peakRssMiB,
    ];
    return MEASURES.map((measure, index) => {
      return { ...at, measure, ratio: Number((ratios[index] ?? NaN).toPrecision(4)) };
    });
  });
  return drawChart({
    name: "speed-up",
    title: "Cohorts against single agents: how many times less",
    subtitle: [
      "Two clusters, 65 simulated seconds from the synchronised state; both axes logarithmic",
      likeness(pairs.map(({ found }) => found)),
    ],
    description: values
      .filter(({ measure }) => measure === MEASURES[0])
      .map(({ topology, agents, ratio }) => `${topology}, ${agents}: ${ratio}`)
      .join("; "),
    body: {
      data: { values },
      facet: {
        column: { field: "measure", type: "nominal", sort: MEASURES, header: { title: null } },
      },
      spec: {
        width: 230,
        height: 220,
        encoding: {
          x: {
            field: "agents",
            type: "quantitative",
            scale: { type: "log", nice: false },
            axis: { title: "agents of the mesh", values: [...AGENTS], labelExpr: AGENT_LABELS },
          },
          y: {
            field: "ratio",
            type: "quantitative",
            scale: { type: "log" },
            axis: { title: "times less", values: [1, 10, 100, 1000, 10_000], format: "~s" },
          },
          ...topologyEncodings(TOPOLOGIES),
        },
        layer: [
          {
            mark: { type: "rule", color: INK.axis },
            encoding: { y: { datum: 1 }, x: null, color: null, shape: null, strokeDash: null },
          },
          { mark: { type: "line" } },
          { mark: { type: "point", filled: true, size: 60 } },
        ],
      },
    },
  });
}

/** What the two ways had in common at every point. */
function likeness(found: readonly Pair[]): string {
  const unequal = found.reduce((sum, pair) => sum + pair.unequal.length, 0);
  const most = Math.max(...found.map(({ largestError }) => largestError));
  const counters = unequal === 0 ? "All counters equal" : `${unequal} counters differ`;
  return `${counters}; quantiles at most ${(100 * most).toFixed(1)} % apart`;
}

const AGENT_LABELS = "datum.value >= 1000 ? format(datum.value / 1000, '~g') + ' k' : datum.value";
