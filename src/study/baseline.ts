/**
 * A baseline: what a scenario gave when somebody last said "this is right". A directory with baseline.json (hashes of
 * all rows, and the figures to tell what changed) and scenario.yaml (what was run, every default filled in).
 * It holds no time, host or path, so that updating it without a change of results changes no byte.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Labels, SummaryRow } from "../measure/documents.js";
import type { Verdict } from "../measure/slos.js";
import { packageVersion } from "../runner/package-info.js";
import { loadScenario } from "../scenario/load.js";
import { renderScenario } from "../scenario/render.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";
import { UserError } from "../scenario/user-error.js";
import type { Budget } from "./budgets.js";
import { figuresOf, hashRows } from "./figures.js";
import type { SeedRun } from "./seed-runs.js";
import { writeFiles } from "./write-files.js";

/** Version of the shape of baseline.json. */
const SCHEMA_VERSION = 1;
const BASELINE_FILE = "baseline.json";
const SCENARIO_FILE = "scenario.yaml";

/** There is no baseline, or none that can be compared with: exit code 3, never a pass. */
export class NoBaseline extends Error {
  override readonly name = "NoBaseline";
}

/** One run of the baseline. */
export interface BaselineRun {
  readonly topology: TopologyName;
  readonly seed: string;
  /** Of all rows, not of the figures alone. */
  readonly hash: string;
  readonly figures: readonly SummaryRow[];
}

/** An objective's verdict at the time of the baseline. */
export interface BaselineVerdict {
  readonly topology: TopologyName;
  readonly metric: string;
  readonly stat: string;
  readonly labels: Labels;
  readonly passed: Verdict;
}

export interface Baseline {
  readonly version: string;
  /** Major version of Node: its mathematics may differ in the last digit from another's. */
  readonly nodeMajor: number;
  readonly seeds: readonly string[];
  readonly budgets: readonly Budget[];
  readonly verdicts: readonly BaselineVerdict[];
  readonly runs: readonly BaselineRun[];
  readonly scenario: Scenario;
}

/** baseline.json as it lies on the disk. */
interface SavedBaseline extends Omit<Baseline, "scenario"> {
  readonly figures: readonly SavedFigure[];
}

/** Major version of the Node that runs. */
export function nodeMajor(): number {
  return Number(process.versions.node.split(".")[0]);
}

/** What is kept of a run. Sorted as its rows are. */
export function baselineRun({ topology, seed, rows }: SeedRun): BaselineRun {
  const figures = [...figuresOf(rows).values()].map(({ metric, labels, stat, unit, value }) => ({
    ...{ topology, metric, labels, stat, unit, value },
  }));
  return { topology, seed, hash: hashRows(rows), figures };
}

/** Reads a baseline. @throws NoBaseline when there is none, or it cannot be trusted. */
export function readBaseline(dir: string): Baseline {
  const file = join(dir, BASELINE_FILE);
  const text = readText(file);
  const value = parse(file, text);
  if (value["schemaVersion"] !== SCHEMA_VERSION) {
    const found = JSON.stringify(value["schemaVersion"]);
    refuse(file, `is of schema version ${found}; this program reads ${SCHEMA_VERSION}`);
  }
  const yaml = readText(join(dir, SCENARIO_FILE));
  if (sha256(yaml) !== value["scenarioSha256"]) {
    refuse(join(dir, SCENARIO_FILE), "is not the scenario that the baseline was made with");
  }
  const saved = value as unknown as SavedBaseline;
  if (!Array.isArray(saved.runs) || !Array.isArray(saved.figures) || saved.runs.length === 0) {
    refuse(file, "holds no runs");
  }
  const { version, nodeMajor: major, seeds, budgets, verdicts } = saved;
  return {
    ...{ version, seeds, budgets, verdicts },
    nodeMajor: major,
    runs: saved.runs.map((run: Omit<BaselineRun, "figures">) => ({
      ...run,
      figures: figuresIn(saved.figures, run),
    })),
    scenario: scenarioOf(join(dir, SCENARIO_FILE), yaml),
  };
}

/** Writes a baseline. @throws UserError when the directory cannot be written. */
export function writeBaseline(
  dir: string,
  baseline: Omit<Baseline, "version" | "nodeMajor">,
): readonly string[] {
  const { scenario, seeds, budgets, verdicts, runs } = baseline;
  const yaml = renderScenario(scenario);
  const head = {
    schemaVersion: SCHEMA_VERSION,
    version: packageVersion(),
    nodeMajor: nodeMajor(),
    scenarioSha256: sha256(yaml),
    seeds,
    budgets,
    verdicts,
  };
  // A line a run and a line a figure: a change of the baseline is then readable in a diff.
  const start = JSON.stringify(head, null, 2).replace(/\n\}$/, "");
  const hashes = runs.map(({ topology, seed, hash }) => ({ topology, seed, hash }));
  const content = `${start},\n  "runs": ${lines(hashes)},\n  "figures": ${lines(savedFigures(runs))}\n}\n`;
  return writeFiles(dir, [
    { name: SCENARIO_FILE, content: yaml },
    { name: BASELINE_FILE, content },
  ]);
}

/** A figure of all runs of one topology. */
interface SavedFigure extends Omit<SummaryRow, "value"> {
  /** By seed. A run that does not have the figure is left out. */
  readonly values: Readonly<Record<string, number>>;
}

function savedFigures(runs: readonly BaselineRun[]): readonly SavedFigure[] {
  const saved = new Map<string, { row: SummaryRow; values: Record<string, number> }>();
  for (const { seed, figures } of runs) {
    for (const row of figures) {
      const { topology, metric, labels, stat, unit } = row;
      const key = JSON.stringify([topology, metric, labels, stat, unit]);
      const one = saved.get(key) ?? { row, values: {} };
      one.values[seed] = row.value;
      saved.set(key, one);
    }
  }
  return [...saved.values()].map(({ row: { topology, metric, labels, stat, unit }, values }) => ({
    ...{ topology, metric, labels, stat, unit, values },
  }));
}

/** The figures of one run, from those of all. */
function figuresIn(
  saved: readonly SavedFigure[],
  run: Omit<BaselineRun, "figures">,
): readonly SummaryRow[] {
  return saved.flatMap(({ values, ...row }) => {
    const value = values[run.seed];
    return row.topology !== run.topology || value === undefined ? [] : [{ ...row, value }];
  });
}

function lines(values: readonly unknown[]): string {
  return `[\n${values.map((value) => `    ${JSON.stringify(value)}`).join(",\n")}\n  ]`;
}

function scenarioOf(file: string, text: string): Scenario {
  try {
    return loadScenario({ file, text });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return refuse(file, `is no longer a scenario of this version: ${error.message}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return refuse(file, "cannot be read; make a baseline with --update");
  }
}

function parse(file: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  return refuse(
    file,
    "is not whole JSON (cut off or edited?); restore it or make it again with --update",
  );
}

function refuse(file: string, message: string): never {
  throw new NoBaseline(`${file}: ${message}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
