/** The committed results of the experiments are what the code gives now, to the last byte. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { BOOTSTRAPS } from "../../experiments/bootstrap-limiter/runs.js";
import { renderSummaryJson } from "../../src/runner/result.js";
import { runScenario } from "../../src/runner/run.js";
import { loadScenario } from "../../src/scenario/load.js";

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

it.each(Object.entries(BOOTSTRAPS))("bootstrap-limiter: %s", async (name, set) => {
  const file = "experiments/bootstrap-limiter/scenario.yaml";
  const scenario = loadScenario({ file, text: read(file), set });
  const { summary } = await runScenario({ scenario, seed: "1", replay: "" });
  expect(renderSummaryJson(summary)).toBe(read(`results/bootstrap-limiter/${name}.json`));
});
