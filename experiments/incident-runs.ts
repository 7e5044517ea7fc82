/**
 * Runs the scenarios of an experiment about incidents, and keeps what the incidents did: the `incident_*` figures of
 * the summary, small enough to be committed. Everything else of a result can be had with `clustermesh-sim run`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { SummaryRow } from "../src/measure/documents.js";
import { runScenario } from "../src/runner/run.js";
import { loadScenario } from "../src/scenario/load.js";
import type { Scenario, TopologyName } from "../src/scenario/scenario.js";

/** One run of an experiment; files lie in the experiment's folder. */
export interface IncidentRun {
  /** Name of its result. */
  readonly name: string;
  readonly file: string;
  /** A file that is merged over the scenario. */
  readonly values?: string;
  readonly set?: readonly string[];
}

/** What is kept of a run. */
export interface IncidentFigures {
  readonly scenario: string;
  readonly seed: string;
  readonly results: readonly SummaryRow[];
}

const SEED = "1";

const url = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** The scenario of a run, with all that is merged over it. */
export function scenarioOf(experiment: string, run: IncidentRun): Scenario {
  const source = (name: string): { readonly file: string; readonly text: string } => {
    const file = `experiments/${experiment}/${name}`;
    return { file, text: readFileSync(url(file), "utf8") };
  };
  const values = run.values === undefined ? [] : [source(run.values)];
  return loadScenario({ ...source(run.file), values, set: run.set ?? [] });
}

/** Simulates a run, in all its topologies or in one. */
export async function simulateRun(
  experiment: string,
  run: IncidentRun,
  topology?: TopologyName,
): Promise<IncidentFigures> {
  const scenario = scenarioOf(experiment, run);
  const topologies = topology === undefined ? scenario.topologies : [topology];
  const { summary } = await runScenario({
    scenario: { ...scenario, topologies },
    seed: SEED,
    replay: "",
  });
  const results = summary.results.filter(({ metric }) => metric.startsWith("incident_"));
  return { scenario: scenario.name, seed: SEED, results };
}

/** The committed figures of a run. */
export function readFigures(experiment: string, name: string): IncidentFigures {
  const text = readFileSync(url(`results/${experiment}/${name}.json`), "utf8");
  return JSON.parse(text) as IncidentFigures;
}

/** Simulates the runs of an experiment one after another and writes their figures. */
export async function reproduce(experiment: string, runs: readonly IncidentRun[]): Promise<void> {
  for (const run of runs) {
    const { results, ...head } = await simulateRun(experiment, run);
    const rows = results.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
    const start = JSON.stringify(head, undefined, 2).slice(0, -2);
    const text = `${start},\n  "results": [\n${rows}\n  ]\n}\n`;
    writeResult(experiment, `${run.name}.json`, text);
  }
}

/** Writes one file of an experiment's results. */
export function writeResult(experiment: string, name: string, text: string): void {
  mkdirSync(url(`results/${experiment}/`), { recursive: true });
  writeFileSync(url(`results/${experiment}/${name}`), text);
}
