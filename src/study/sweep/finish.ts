/**
 * The end of a sweep, whether it was run here or merged from shards: results, charts, the scenarios of points that
 * failed, and the manifest, which alone holds times and facts of the machine.
 */
import { gitCommit } from "../../runner/package-info.js";
import { renderScenario } from "../../scenario/render.js";
import { drawCharts } from "./charts.js";
import type { Sweep } from "./load.js";
import { PLAN_FILE, type PlanDocument } from "./plan-document.js";
import { renderResults, resultsOf, type SweepResults } from "./results.js";
import { isDone, type PointState } from "./schedule.js";
import { writeDocuments, type Document } from "./write.js";

export const MANIFEST_FILE = "manifest.json";

export interface FinishedSweep {
  readonly results: SweepResults;
  /** Charts that could not be drawn, and why. */
  readonly missingCharts: readonly string[];
}

/** Where the scenario of a point lies, from the sweep's directory. */
export function pointFile(id: string): string {
  return `points/${id}.yaml`;
}

/** The scenarios of points, for replays of what failed. */
export function pointDocuments(states: readonly PointState[]): readonly Document[] {
  return states
    .filter(({ runs }) => runs.some((run) => !isDone(run)))
    .map(({ point }) => ({
      name: pointFile(point.id),
      content: renderScenario(point.scenario),
    }));
}

/** The text of sweep.json. */
export function planDocument(plan: PlanDocument): Document {
  return { name: PLAN_FILE, content: `${JSON.stringify(plan, null, 2)}\n` };
}

/** Writes everything. @throws UserError when the directory cannot take it; then the log is as it was. */
export async function finishSweep(
  dir: string,
  sweep: Sweep,
  plan: PlanDocument,
  states: readonly PointState[],
): Promise<FinishedSweep> {
  const results = resultsOf(sweep, states, plan.build.version);
  const { documents, missing } = await drawCharts(sweep, results);
  const runs = states.flatMap((state) => state.runs).filter(isDone);
  const manifest = {
    build: plan.build,
    gitCommit: gitCommit(),
    platform: `${process.platform}-${process.arch}`,
    finishedAt: new Date().toISOString(),
    runs: runs.length,
    events: runs.reduce((sum, { events }) => sum + events, 0),
    wallSeconds: runs.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
    peakRssBytes: Math.max(0, ...runs.map(({ peakRssBytes }) => peakRssBytes)),
  };
  writeDocuments(dir, [
    planDocument(plan),
    ...pointDocuments(states),
    ...documents,
    { name: MANIFEST_FILE, content: `${JSON.stringify(manifest, null, 2)}\n` },
    ...renderResults(sweep, states, results),
  ]);
  return { results, missingCharts: missing };
}
