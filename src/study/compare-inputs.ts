/**
 * Turns what a user names on the command line of `compare` into two sides: saved results, or scenarios that are run now.
 * It refuses comparisons that would mislead: results of different scenarios, of different seeds, of different versions.
 */
import type { RunDocuments } from "../report/run-documents.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";
import { UserError } from "../scenario/user-error.js";
import { compareSides, type Comparison } from "./compare.js";
import { seedNotes, type NamedComparison } from "./comparison-text.js";
import { seedRuns, tasksOf, type SeedRun, type SeedRunOptions } from "./seed-runs.js";

/** A saved result with the directory that it is in. */
export interface SavedResult {
  readonly dir: string;
  readonly documents: RunDocuments;
}

/**
 * Compares two saved results.
 * @throws UserError when they are of different scenarios and `differentScenarios` is not set, or of different seeds.
 */
export function compareResults(
  a: SavedResult,
  b: SavedResult,
  options: { readonly differentScenarios: boolean },
): NamedComparison {
  const [left, right] = [a.documents.summary, b.documents.summary];
  const refuse = (message: string): never => {
    throw new UserError([{ file: b.dir, path: "", message }]);
  };
  if (left.scenario.hash !== right.scenario.hash && !options.differentScenarios) {
    const ours = `${right.scenario.name} (${right.scenario.hash})`;
    const theirs = `${left.scenario.name} (${left.scenario.hash})`;
    const way = "compare them all the same with --different-scenarios";
    refuse(`is a result of ${ours}, ${a.dir} one of ${theirs}; ${way}`);
  }
  if (left.seed !== right.seed) {
    const way = "run one of them again with --seed of the other, so that the difference is paired";
    refuse(`is of seed ${right.seed}, ${a.dir} of seed ${left.seed}; ${way}`);
  }
  const runs = [runsOf(a), runsOf(b)] as const;
  const notes =
    left.version === right.version
      ? []
      : [`A is of clustermesh-sim ${left.version}, B of ${right.version}`];
  return {
    nameA: a.dir,
    nameB: b.dir,
    comparisons: pairTopologies(...runs),
    notes: [...notes, ...seedNotes(1)],
  };
}

/** Runs two scenarios with the same seeds and compares them. */
export async function compareScenarios(
  a: { readonly name: string; readonly scenario: Scenario },
  b: { readonly name: string; readonly scenario: Scenario; readonly variant?: string },
  options: SeedRunOptions & { readonly seeds: readonly string[] },
): Promise<NamedComparison> {
  const { seeds } = options;
  const tasksA = tasksOf(a.scenario, seeds);
  const { variant } = b;
  const tasksB = tasksOf(b.scenario, seeds).map((task) =>
    variant === undefined ? task : { ...task, variant },
  );
  const runs = await seedRuns([...tasksA, ...tasksB], { ...options, acceptsViolations: true });
  const comparisons = pairTopologies(runs.slice(0, tasksA.length), runs.slice(tasksA.length));
  return { nameA: a.name, nameB: b.name, comparisons, notes: seedNotes(seeds.length) };
}

/** Runs one scenario in both topologies and compares these. */
export async function compareTopologies(
  { name, scenario }: { readonly name: string; readonly scenario: Scenario },
  options: SeedRunOptions & { readonly seeds: readonly string[] },
): Promise<NamedComparison> {
  const { seeds } = options;
  const both: Scenario = { ...scenario, topologies: ["original", "kvstoremesh"] };
  const runs = await seedRuns(tasksOf(both, seeds), options);
  const side = (topology: TopologyName) => sideOf(runs, topology);
  const comparisons = [compareSides(side("original"), side("kvstoremesh"))];
  return { nameA: name, nameB: name, comparisons, notes: seedNotes(seeds.length) };
}

function runsOf({ documents }: SavedResult): readonly SeedRun[] {
  const { results, seed } = documents.summary;
  const topologies = [...new Set(results.map(({ topology }) => topology))];
  return topologies.map((topology) => ({
    topology,
    seed,
    rows: results.filter((row) => row.topology === topology),
    warnings: documents.manifest.warnings.filter((warning) => warning.topology === topology),
    events: documents.manifest.runs.find((run) => run.topology === topology)?.events ?? 0,
  }));
}

function sideOf(runs: readonly SeedRun[], topology: TopologyName) {
  return { topology, runs: runs.filter((run) => run.topology === topology) };
}

/** The topologies that both have; when each has one and they differ, these two. */
function pairTopologies(a: readonly SeedRun[], b: readonly SeedRun[]): readonly Comparison[] {
  const [left, right] = [a, b].map((runs) => [...new Set(runs.map(({ topology }) => topology))]);
  const [onlyA = "original"] = left ?? [];
  const [onlyB = "original"] = right ?? [];
  const common = (left ?? []).filter((topology) => right?.includes(topology));
  if (common.length === 0) return [compareSides(sideOf(a, onlyA), sideOf(b, onlyB))];
  return common.map((topology) => compareSides(sideOf(a, topology), sideOf(b, topology)));
}
