/**
 * The gate: runs the scenario of a baseline with its seeds and says whether the results are the same to the last bit,
 * and if not, what changed, by how much, and whether an objective or a budget breaks by it.
 * The same seeds make every difference exact: no tolerance is needed. Not here: the forms of the answer.
 */
import { judgeSlos, type SloResult, type Verdict } from "../measure/slos.js";
import type { Scenario } from "../scenario/scenario.js";
import {
  NoBaseline,
  baselineRun,
  nodeMajor,
  type Baseline,
  type BaselineRun,
  type BaselineVerdict,
} from "./baseline.js";
import { judgeBudgets, type BudgetResult } from "./budgets.js";
import { compareSides, type Comparison } from "./compare.js";
import { judgeSeeds } from "./judge-seeds.js";
import {
  seedRuns,
  tasksOf,
  type SeedRun,
  type SeedRunOptions,
  type SeedTask,
} from "./seed-runs.js";

/** What a check came to. `broken` is worse than `changed`: an objective or budget does not hold any more. */
export type CheckVerdict = "identical" | "changed" | "broken";

/** An objective before and after. */
export interface SloChange {
  readonly before: Verdict;
  readonly after: SloResult;
  /** It held, and does not hold any more. */
  readonly broken: boolean;
}

export interface CheckResult {
  readonly verdict: CheckVerdict;
  readonly scenario: string;
  readonly seeds: readonly string[];
  /** One for each topology, the baseline as A. */
  readonly comparisons: readonly Comparison[];
  readonly slos: readonly SloChange[];
  readonly budgets: readonly BudgetResult[];
}

export interface CheckOptions extends SeedRunOptions {
  /** A change of what is run, to see whether the gate catches it; the baseline stays what it is. */
  readonly variant?: (task: SeedTask) => SeedTask;
}

/** Runs a scenario for a baseline. */
export async function baselineRuns(
  scenario: Scenario,
  seeds: readonly string[],
  options: CheckOptions,
): Promise<readonly SeedRun[]> {
  const tasks = tasksOf(scenario, seeds);
  const changed = options.variant === undefined ? tasks : tasks.map(options.variant);
  return seedRuns(changed, { ...options, acceptsViolations: true });
}

/** The verdicts that a new baseline remembers. */
export function verdictsOf(scenario: Scenario, runs: readonly SeedRun[]): Baseline["verdicts"] {
  return judged(scenario, runs).map(({ topology, metric, stat, labels, passed }) => ({
    ...{ topology, metric, stat, labels, passed },
  }));
}

/**
 * Runs the baseline's scenario and compares.
 * @throws NoBaseline when results differ and the baseline is of another major version of Node.
 */
export async function checkBaseline(
  baseline: Baseline,
  options: CheckOptions,
): Promise<CheckResult> {
  const { scenario, seeds } = baseline;
  const runs = await baselineRuns(scenario, seeds, options);
  const comparisons = scenario.topologies.map((topology) =>
    compareTopology(baseline, runs, topology),
  );
  const slos = judged(scenario, runs).map((after): SloChange => {
    const name = nameOf(after);
    const before = baseline.verdicts.find((one) => nameOf(one) === name);
    const held = before?.passed ?? true;
    return { before: held, after, broken: held === true && after.passed !== true };
  });
  const budgets = comparisons.flatMap((one) => judgeBudgets(baseline.budgets, one));
  const identical = comparisons.every((one) => one.identical);
  if (!identical && baseline.nodeMajor !== nodeMajor()) {
    throw new NoBaseline(
      `the results differ, and the baseline is of Node ${baseline.nodeMajor}, this is Node ${nodeMajor()}: ` +
        "their mathematics may differ in the last digit; run the same Node, or make the baseline again with --update",
    );
  }
  const failed = runs.some(({ failure }) => failure !== undefined);
  const broken = failed || slos.some((one) => one.broken) || budgets.some(({ passed }) => !passed);
  const verdict = identical ? "identical" : broken ? "broken" : "changed";
  return { verdict, scenario: scenario.name, seeds, comparisons, slos, budgets };
}

function nameOf({ topology, metric, stat, labels }: BaselineVerdict): string {
  return JSON.stringify([topology, metric, stat, labels]);
}

/** The scenario's objectives over the seeds; none when it declares none. */
function judged(
  { slos = [], topologies }: Scenario,
  runs: readonly SeedRun[],
): readonly SloResult[] {
  return topologies.flatMap((topology): readonly SloResult[] => {
    const own = runs.filter((run) => run.topology === topology);
    const { results, failures } = judgeSeeds(slos, own);
    if (failures.length === 0) return results;
    return judgeSlos(slos, []).map((slo) => ({ ...slo, topology, passed: false }));
  });
}

/** Figures tell what changed, hashes of all rows whether anything did. */
function compareTopology(
  baseline: Baseline,
  runs: readonly SeedRun[],
  topology: BaselineRun["topology"],
): Comparison {
  const before = baseline.runs.filter((run) => run.topology === topology);
  const now = runs.filter((run) => run.topology === topology);
  const after = now.map(baselineRun);
  const comparison = compareSides(
    { topology, runs: before.map((run) => asRun(run)) },
    { topology, runs: after.map((run, index) => asRun(run, now[index]?.failure)) },
  );
  const hashes = (of: readonly BaselineRun[]): string =>
    of.map(({ seed, hash }) => `${seed}:${hash}`).join(" ");
  return { ...comparison, identical: before.length > 0 && hashes(before) === hashes(after) };
}

function asRun({ topology, seed, figures }: BaselineRun, failure?: string): SeedRun {
  const run = { topology, seed, rows: figures, warnings: [], events: 0 };
  return failure === undefined ? run : { ...run, failure };
}
