/** `npx tsx experiments/bootstrap-limiter/reproduce.ts` simulates the runs again: some seconds. */
import { renderSummaryJson } from "../../src/runner/result.js";
import { runScenario } from "../../src/runner/run.js";
import { scenarioOf, writeResult } from "../incident-runs.js";
import { BOOTSTRAPS, EXPERIMENT } from "./runs.js";

for (const [name, set] of Object.entries(BOOTSTRAPS)) {
  const scenario = scenarioOf(EXPERIMENT, { name, file: "scenario.yaml", set });
  const { summary } = await runScenario({ scenario, seed: "1", replay: "" });
  writeResult(EXPERIMENT, `${name}.json`, renderSummaryJson(summary));
}
