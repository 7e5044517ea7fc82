/** What `sweep` and `merge` print when they are done: data to stdout, remarks and places to stderr. */
import type { FinishedSweep } from "../study/sweep/finish.js";
import type { Sweep } from "../study/sweep/load.js";
import type { PointState } from "../study/sweep/schedule.js";
import { EXIT } from "./exit-codes.js";
import { JudgedExit } from "./judged-exit.js";
import { printData, say } from "./terminal.js";
import { textTable } from "./text-table.js";

/** What `-o` takes. */
export const SWEEP_OUTPUTS = ["table", "json", "csv", "none"] as const;
export type SweepOutput = (typeof SWEEP_OUTPUTS)[number];

/** Prints a finished sweep. @throws JudgedExit when runs failed, so that scripts see that it is not whole. */
export async function printSweep(
  output: SweepOutput,
  dir: string,
  sweep: Sweep,
  states: readonly PointState[],
  { results, missingCharts }: FinishedSweep,
): Promise<void> {
  const { remarkLines, resultTable } = await import("../study/sweep/text.js");
  if (output === "table") {
    const { header, rows } = resultTable(results);
    printData(textTable(header, rows));
  } else if (output !== "none") {
    const { CSV_FILE, renderResults, RESULTS_FILE } = await import("../study/sweep/results.js");
    const wanted = output === "csv" ? CSV_FILE : RESULTS_FILE;
    const document = renderResults(sweep, states, results).find(({ name }) => name === wanted);
    printData(String(document?.content ?? ""));
  }
  for (const line of remarkLines(results)) say(line);
  for (const reason of missingCharts) say(`no chart ${reason}`);
  say(`results: ${dir}`);
  const failed = results.failures.length;
  if (failed === 0) return;
  const message = `${failed} ${failed === 1 ? "run" : "runs"} failed; --only-failed runs them again`;
  throw new JudgedExit(EXIT.failure, message);
}
