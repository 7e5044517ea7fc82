/** `npx tsx experiments/agent-herds/reproduce.ts` simulates the runs again and draws the charts: about two minutes. */
import { renderSvg } from "../../src/report/render-chart.js";
import { reproduce, writeResult } from "../incident-runs.js";
import { herdCharts } from "./charts.js";
import { EXPERIMENT, HERDS } from "./runs.js";

await reproduce(EXPERIMENT, HERDS);
for (const chart of herdCharts()) {
  writeResult(EXPERIMENT, `${chart.name}.vl.json`, `${JSON.stringify(chart.spec, undefined, 2)}\n`);
  writeResult(EXPERIMENT, `${chart.name}.svg`, await renderSvg(chart));
}
