/**
 * The committed figures of the experiments about incidents are what the code gives now. The cheap runs are made again
 * in full, of the herds one in one topology; the charts are drawn again from the committed figures.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { herdCharts } from "../../experiments/agent-herds/charts.js";
import { HERDS } from "../../experiments/agent-herds/runs.js";
import { readFigures, scenarioOf, simulateRun } from "../../experiments/incident-runs.js";
import { REPORTED } from "../../experiments/reported-incidents/runs.js";
import { simulate } from "../../src/runner/simulate.js";
import { VARIANTS } from "../../models/variants/variants.js";
import { COSTS } from "../models/small-mesh.js";
import { renderSvg } from "../../src/report/render-chart.js";

const CHEAP = ["out-of-order-deletions", "ninety-minutes"];

it.each(REPORTED.filter(({ name }) => CHEAP.includes(name)))(
  "reported-incidents: $name",
  async (run) => {
    const experiment = "reported-incidents";
    expect(await simulateRun(experiment, run)).toEqual(readFigures(experiment, run.name));
  },
);

it("agent-herds: at once, in the original topology", async () => {
  const [atOnce] = HERDS;
  if (atOnce === undefined) throw new Error("there should be runs");
  const { results } = await simulateRun("agent-herds", atOnce, "original");
  const committed = readFigures("agent-herds", atOnce.name).results;
  expect(results.length).toBeGreaterThan(20);
  expect(results).toEqual(committed.filter(({ topology }) => topology === "original"));
});

it("agent-herds: charts", async () => {
  for (const chart of herdCharts()) {
    const path = `../../results/agent-herds/${chart.name}.svg`;
    expect(await renderSvg(chart)).toBe(readFileSync(new URL(path, import.meta.url), "utf8"));
  }
});

it("reported-incidents: a deletion that overtakes the new owner's upsert loses the address", () => {
  const [run] = REPORTED;
  const algorithm = VARIANTS["foreign-delete"]?.algorithm;
  if (run === undefined || algorithm === undefined) throw new Error("there should be both");
  const scenario = scenarioOf("reported-incidents", run);
  const options = { scenario, topology: "original", seed: "1", costs: COSTS, algorithm } as const;
  expect(() => simulate(options)).toThrow("it has a deletion, the source has version 2");
});
