/**
 * `npm run experiments cohorts` simulates the mesh again as cohorts and agent by agent, compares them, and draws the
 * speed-up: some minutes of processor time, 3 GiB at most. One after another, so that their times can be compared.
 * pairs.json is the same everywhere; costs.json and the chart are of the machine. Ends with 1 when the two ways differ.
 */
import { textTable } from "../../src/cli/text-table.js";
import { renderSvg } from "../../src/report/render-chart.js";
import { runChildren } from "../children.js";
import { writeResult } from "../incident-runs.js";
import { speedUpChart } from "./chart.js";
import { AGENTS, EXPERIMENT, TOPOLOGIES, compare, type CohortRun, type Order } from "./runs.js";

const MOST_ERROR = 0.02;
const orders = TOPOLOGIES.flatMap((topology) =>
  AGENTS.flatMap((agents): Order[] => [
    { topology, agents, fidelity: "cohort" },
    { topology, agents, fidelity: "individual" },
  ]),
);
const runs = await runChildren<Order, CohortRun>(new URL("one-run.ts", import.meta.url), orders, {
  name: EXPERIMENT,
  atOnce: 1,
  tell: ({ topology, agents, fidelity }) =>
    process.stderr.write(`cohorts: ${topology}, ${agents} agents, ${fidelity}\n`),
});
const pairs = orders.flatMap(({ fidelity }, index) => {
  const [one, other] = [runs[index], runs[index + 1]];
  if (fidelity !== "cohort" || one === undefined || other === undefined) return [];
  return [{ one, other, found: compare(one, other) }];
});
const found = pairs.map((pair) => pair.found);
const costs = pairs.map(({ one, other }) => ({
  agents: one.agents,
  topology: one.topology,
  cohort: costOf(one),
  individual: costOf(other),
}));
writeResult(EXPERIMENT, "pairs.json", linesOf(found));
writeResult(EXPERIMENT, "costs.json", linesOf(costs));
const chart = speedUpChart(pairs);
writeResult(EXPERIMENT, `${chart.name}.vl.json`, `${JSON.stringify(chart.spec, undefined, 2)}\n`);
writeResult(EXPERIMENT, `${chart.name}.svg`, await renderSvg(chart));
process.stdout.write(
  textTable(
    ["topology", "agents", "counters", "unequal", "quantiles", "largest error", "events", "CPU"],
    pairs.map(({ one, other, found: pair }) => [
      one.topology,
      String(one.agents),
      String(pair.counters),
      String(pair.unequal.length),
      String(pair.quantiles),
      `${(100 * pair.largestError).toFixed(2)} %`,
      `x${pair.eventsRatio.toPrecision(3)}`,
      `x${(other.cpuSeconds / one.cpuSeconds).toPrecision(3)}`,
    ]),
  ),
);
if (found.some(({ unequal, largestError }) => unequal.length > 0 || largestError > MOST_ERROR)) {
  process.exitCode = 1;
}

function costOf({ events, cpuSeconds, peakRssMiB }: CohortRun): object {
  return {
    events,
    cpuSeconds: Number(cpuSeconds.toPrecision(3)),
    peakRssMiB: Math.round(peakRssMiB),
  };
}

/** A line for each entry, so that a change of one shows as one. */
function linesOf(entries: readonly object[]): string {
  return `[\n${entries.map((entry) => JSON.stringify(entry)).join(",\n")}\n]\n`;
}
