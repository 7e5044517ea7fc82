/**
 * On which constants of the cost profile do the headline figures hang? Each constant is changed alone, down and up, with
 * the same seeds, and optionally all at once along random paths (morris.ts).
 * Only etcd's constants can be changed: those of agents and mirrors are code (models/process/agent-costs.ts). A scenario's
 * own assumptions (distances, churn) are not constants of the model; `compare --set-b` and sweeps vary those.
 */
import type { CostProfile } from "../../models/etcd/costs.js";
import { RandomStream } from "../engine/random-stream.js";
import type { SummaryRow } from "../measure/documents.js";
import {
  effectOf,
  SENSITIVITY_SCHEMA_VERSION,
  type FigureSensitivity,
  type OneAtATime,
  type Screening,
  type SensitivityDocument,
  type WatchedFigure,
} from "../measure/sensitivity.js";
import { loadCostProfile } from "../runner/cost-profiles.js";
import { packageVersion } from "../runner/package-info.js";
import { hashScenario } from "../scenario/hash.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";
import { UserError } from "../scenario/user-error.js";
import { morrisEffects, morrisTrajectories } from "./morris.js";
import { seedRuns, type SeedRun, type SeedRunOptions, type SeedTask } from "./seed-runs.js";

export interface SensitivityOptions extends SeedRunOptions {
  /** What is run. */
  readonly scenario: Scenario;
  /** The scenario as the user gave it, for the document. */
  readonly given: Scenario;
  readonly seeds: readonly string[];
  /** Share by which constants are changed, more than 0 and less than 1. */
  readonly change: number;
  /** Random paths of the screening; 0 leaves it out. */
  readonly trajectories: number;
}

/** What most answers are made of. The highest value over clusters and stations counts. */
const WATCHED: readonly WatchedFigure[] = [
  { metric: "sync_latency_seconds", stat: "p99", labels: { stage: "total", type: "all" } },
  { metric: "cilium_clustermesh_apiserver_bootstrap_seconds", stat: "value", labels: {} },
  { metric: "cilium_kvstoremesh_bootstrap_seconds", stat: "value", labels: {} },
  { metric: "etcd_cpu_cores", stat: "mean", labels: { station: "total" } },
  { metric: "process_resident_memory_bytes", stat: "max", labels: { process: "etcd" } },
];

/** Runs needed: base, two for each constant, and the points of the paths; for each topology and seed. */
export function runsNeeded(options: SensitivityOptions): number {
  const constants = constantsOf(loadCostProfile(options.scenario.etcd.costProfile)).length;
  const sets = 1 + 2 * constants + options.trajectories * (constants + 1);
  return sets * options.scenario.topologies.length * options.seeds.length;
}

/**
 * Makes the document.
 * @throws UserError when the mesh does not get in sync with some constant changed, RunFailure at the simulator's limits.
 */
export async function sensitivity(options: SensitivityOptions): Promise<SensitivityDocument> {
  const { scenario, given, seeds, change, trajectories } = options;
  const profile = loadCostProfile(scenario.etcd.costProfile);
  const names = constantsOf(profile);
  const random = new RandomStream("sensitivity", "morris");
  const paths = morrisTrajectories(names.length, trajectories, random);
  const single = names.flatMap((name) =>
    [1 - change, 1 + change].map((factor) => scaled(profile, { [name]: factor })),
  );
  const onPaths = paths.flatMap(({ points }) =>
    points.map((point) => {
      const factors = names.map((name, index): [string, number] => {
        const position = point[index] ?? 0;
        return [name, 1 - change + 2 * change * position];
      });
      return scaled(profile, Object.fromEntries(factors));
    }),
  );
  const profiles = [profile, ...single, ...onPaths];
  const runs = await runAll(profiles, options);
  const figures = scenario.topologies.flatMap((topology) =>
    WATCHED.flatMap((figure): readonly FigureSensitivity[] => {
      const values = runs.map((one) => meanOf(figure, topology, one));
      const [base, ...rest] = values;
      const unit = unitOf(figure, topology, runs[0] ?? []);
      if (base === undefined || unit === undefined) return [];
      const known = rest.map((value) => value ?? NaN);
      const alone = known.slice(0, single.length);
      const along = known.slice(single.length);
      return [
        {
          ...{ topology, ...figure, unit, base },
          oneAtATime: oneAtATimeOf(profile, names, alone, base),
          screening:
            trajectories === 0 ? [] : screeningOf(profile, names, effectsOn(paths, along, base)),
        },
      ];
    }),
  );
  return {
    schemaVersion: SENSITIVITY_SCHEMA_VERSION,
    version: packageVersion(),
    scenario: { name: given.name, hash: hashScenario(given) },
    costProfile: profile.name,
    change,
    seeds,
    trajectories,
    figures,
  };
}

type Names = readonly (keyof CostProfile["values"])[];

/** Constants that a share can change: those that are not 0. */
function constantsOf({ values }: CostProfile): Names {
  const names = Object.keys(values) as (keyof CostProfile["values"])[];
  return names.filter((name) => values[name] > 0).sort();
}

function scaled(profile: CostProfile, factors: Readonly<Record<string, number>>): CostProfile {
  const values = { ...profile.values };
  for (const name of Object.keys(factors) as (keyof CostProfile["values"])[]) {
    values[name] *= factors[name] ?? 1;
  }
  return { ...profile, values };
}

/** The runs of each profile: all topologies and seeds. */
async function runAll(
  profiles: readonly CostProfile[],
  options: SensitivityOptions,
): Promise<readonly (readonly SeedRun[])[]> {
  const { scenario, seeds } = options;
  const tasks = profiles.flatMap((costs) =>
    scenario.topologies.flatMap((topology) =>
      seeds.map((seed): SeedTask => ({ scenario, topology, seed, costs })),
    ),
  );
  const runs = await seedRuns(tasks, options);
  const failed = runs.find(({ failure }) => failure !== undefined);
  if (failed?.failure !== undefined) {
    const message = `with a changed constant ${failed.failure}; take a mesh further from its limits`;
    throw new UserError([{ file: scenario.name, path: "", message }]);
  }
  const each = scenario.topologies.length * seeds.length;
  return profiles.map((_, index) => runs.slice(index * each, (index + 1) * each));
}

/** The highest matching value of each seed, their mean; undefined when there is none. */
function meanOf(
  figure: WatchedFigure,
  topology: TopologyName,
  runs: readonly SeedRun[],
): number | undefined {
  const values = runs
    .filter((run) => run.topology === topology)
    .flatMap((run) => {
      const matching = run.rows.filter((row) => isOf(figure, row)).map(({ value }) => value);
      return matching.length === 0 ? [] : [matching.reduce((a, b) => Math.max(a, b))];
    });
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function unitOf(figure: WatchedFigure, topology: TopologyName, runs: readonly SeedRun[]) {
  const rows = runs.flatMap((run) => (run.topology === topology ? run.rows : []));
  return rows.find((row) => isOf(figure, row))?.unit;
}

function isOf({ metric, stat, labels }: WatchedFigure, row: SummaryRow): boolean {
  return (
    row.metric === metric &&
    row.stat === stat &&
    Object.entries(labels).every(([name, value]) => row.labels[name] === value)
  );
}

function oneAtATimeOf(
  profile: CostProfile,
  names: Names,
  values: readonly number[],
  base: number,
): readonly OneAtATime[] {
  return names
    .map((constant, index) => ({
      constant,
      confidence: confidenceOf(profile, constant),
      low: values[2 * index] ?? NaN,
      high: values[2 * index + 1] ?? NaN,
    }))
    .sort((a, b) => effectOf(b, base) - effectOf(a, base));
}

/** Effects as a share of the figure, over the whole range of a constant (from - to + the change). */
function effectsOn(
  paths: ReturnType<typeof morrisTrajectories>,
  values: readonly number[],
  base: number,
) {
  let from = 0;
  const byPath = paths.map(({ points }) => {
    const own = values.slice(from, from + points.length);
    from += points.length;
    return own.map((value) => (base === 0 ? 0 : value / base));
  });
  return morrisEffects(paths, byPath);
}

function screeningOf(
  profile: CostProfile,
  names: Names,
  effects: ReturnType<typeof morrisEffects>,
): readonly Screening[] {
  return names
    .map((constant, index) => {
      const { muStar, sigma } = effects[index] ?? { muStar: 0, sigma: 0 };
      return { constant, confidence: confidenceOf(profile, constant), muStar, sigma };
    })
    .sort((a, b) => b.muStar - a.muStar);
}

function confidenceOf({ constants }: CostProfile, name: string): OneAtATime["confidence"] {
  return constants.find((constant) => constant.name === name)?.confidence ?? "assumed";
}
