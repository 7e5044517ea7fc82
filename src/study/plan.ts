/**
 * Answers "how far can this mesh grow?": the largest value of an axis for which every objective holds, in each topology,
 * with the objective that breaks first beyond it and what a change of settings would gain.
 * It assumes that objectives get harder along the axis. Not here: the axes, the search and the words of the answer.
 */
import type { Scenario, Slo, TopologyName } from "../scenario/scenario.js";
import { builtInSlos } from "../scenario/slos.js";
import { UserError } from "../scenario/user-error.js";
import { MOST_CLUSTERS, type Axis } from "./axes.js";
import { exceededLimits, hardLimits, type HardLimit } from "./hard-limits.js";
import { judgeSeeds, type Judgement } from "./judge-seeds.js";
import { remediesFor, together, type Remedy } from "./remedies.js";
import { searchLargest, type SearchResult } from "./search.js";
import { firstSeeds, seedRuns, type SeedRun, type SeedRunOptions } from "./seed-runs.js";

export interface PlanOptions extends SeedRunOptions {
  readonly scenario: Scenario;
  /** How to vary a scenario along the axis; called again for scenarios with a remedy. */
  readonly axis: (scenario: Scenario) => Axis;
  /** Seeds that an answer must stand in. */
  readonly seeds: number;
  /** The search ends when the first bad value is at most this share above the answer. */
  readonly tolerance: number;
  /** The search goes no further than this many times today's value. */
  readonly farthest: number;
  /** Whether to try what a change of settings gains. */
  readonly remedies: boolean;
}

/** A point of the axis, judged. */
export interface Point {
  readonly value: number;
  readonly judgement: Judgement;
}

/** A change of settings, tried. */
export interface TriedRemedy {
  readonly name: string;
  readonly set: readonly string[];
  /** The answers without and with it, both by one seed and coarse. */
  readonly before: number;
  readonly after: number;
}

/** The answer for one topology. */
export interface TopologyPlan {
  readonly topology: TopologyName;
  readonly today: Point;
  /** The largest value that holds in all seeds; absent when not even the smallest does. */
  readonly answer?: Point;
  /** The smallest value that was seen not to hold. */
  readonly beyond?: Point;
  /** The answer's check: a value 10 % above it, by all seeds. Absent where there is no such mesh. */
  readonly above?: Point;
  /** The search could not go beyond this value, and why. */
  readonly bound: Bound;
  readonly remedies: readonly TriedRemedy[];
}

/** How far above the answer its check looks: not so far that anything would break there. */
const ABOVE = 1.1;

/** Where a search must end. */
export interface Bound {
  readonly value: number;
  /** A hard limit of the mesh, or only how far the search was asked to go. */
  readonly kind: "hard limit" | "search";
  readonly why: string;
}

export interface Plan {
  readonly scenario: string;
  readonly axis: { readonly name: string; readonly unit: string; readonly today: number };
  readonly slos: readonly Slo[];
  readonly limits: readonly HardLimit[];
  readonly seeds: number;
  readonly plans: readonly TopologyPlan[];
  /** Simulation runs that the plan took. */
  readonly runs: number;
}

/** Gains below this share are within the search's own coarseness. */
const REMEDY_TOLERANCE = 0.1;
/** A remedy is followed at most so far beyond the answer: it doubles something, and a plan must end. */
const REMEDY_FARTHEST = 2;

/** The objectives of a plan: the scenario's own, else the built-in ones. */
export function slosOf(scenario: Scenario): readonly Slo[] {
  return scenario.slos ?? builtInSlos(scenario);
}

/**
 * Works out the plan.
 * @throws UserError when today's value is 0, RunFailure when a run hits a limit of the simulator.
 */
export async function makePlan(options: PlanOptions): Promise<Plan> {
  const { scenario, seeds } = options;
  const axis = options.axis(scenario);
  if (!(axis.today > 0)) {
    const message = `the scenario has 0 ${axis.unit}; give it some to grow from`;
    throw new UserError([{ file: scenario.name, path: axis.name, message }]);
  }
  const planner = new Planner(options);
  const plans: TopologyPlan[] = [];
  for (const topology of scenario.topologies) plans.push(await planner.plan(topology));
  return {
    scenario: scenario.name,
    axis: { name: axis.name, unit: axis.unit, today: axis.today },
    slos: slosOf(scenario),
    limits: hardLimits(scenario),
    seeds,
    plans,
    runs: planner.runs,
  };
}

/** Plans one topology after the other, and counts the runs. */
export class Planner {
  private readonly options: PlanOptions;
  /** Runs that went before a look with more seeds: each run is made once. */
  private readonly made = new Map<string, SeedRun>();
  /** Simulation runs so far. */
  runs = 0;

  constructor(options: PlanOptions) {
    this.options = options;
  }

  /** The plan of one topology. */
  async plan(topology: TopologyName): Promise<TopologyPlan> {
    const { seeds, tolerance } = this.options;
    const scenario: Scenario = { ...this.options.scenario, topologies: [topology] };
    const axis = this.options.axis(scenario);
    const bound = boundOf(axis, this.options.farthest);
    const found = await this.search(scenario, { seeds, tolerance, start: axis.today, bound });
    const today: Point = {
      value: axis.today,
      judgement: await this.look(scenario, axis, axis.today, seeds),
    };
    const above = await this.lookAbove(scenario, axis, found.good?.value);
    // An answer that only the search's own reach ended says nothing of what would come next.
    const ended = found.bad !== undefined || bound.kind === "hard limit";
    const remedies =
      this.options.remedies && ended ? await this.tryRemedies(scenario, found, bound) : [];
    return {
      topology,
      today,
      ...(found.good === undefined ? {} : { answer: pointOf(found.good) }),
      ...(found.bad === undefined ? {} : { beyond: pointOf(found.bad) }),
      ...(above === undefined ? {} : { above }),
      bound,
      remedies,
    };
  }

  private async lookAbove(
    scenario: Scenario,
    axis: Axis,
    answer: number | undefined,
  ): Promise<Point | undefined> {
    if (answer === undefined) return undefined;
    const exact = answer * ABOVE;
    const value = axis.whole ? Math.ceil(exact) : Number(exact.toPrecision(3));
    if (axis.name === "clusters" && value > MOST_CLUSTERS) return undefined;
    return { value, judgement: await this.look(scenario, axis, value, this.options.seeds) };
  }

  /** The largest value of a scenario (of one topology) that holds. */
  async search(
    scenario: Scenario,
    how: {
      readonly seeds: number;
      readonly tolerance: number;
      readonly start: number;
      readonly bound: { readonly value: number };
    },
  ): Promise<SearchResult<Judgement>> {
    const axis = this.options.axis(scenario);
    return searchLargest<Judgement>({
      start: Math.min(how.start, how.bound.value),
      low: axis.whole ? 1 : axis.today / 1000,
      high: how.bound.value,
      whole: axis.whole,
      tolerance: how.tolerance,
      look: (value, sure) => this.look(scenario, axis, value, sure ? how.seeds : 1),
    });
  }

  /** Judges one value by so many seeds. Objectives are those of the scenario as it is given, not of the larger mesh. */
  private async look(
    scenario: Scenario,
    axis: Axis,
    value: number,
    seeds: number,
  ): Promise<Judgement> {
    const [topology = "original"] = scenario.topologies;
    const at = value === axis.today ? scenario : axis.at(value);
    const keyOf = (seed: string): string => JSON.stringify([seed, { ...at, slos: undefined }]);
    const missing = firstSeeds(seeds).filter((seed) => !this.made.has(keyOf(seed)));
    const tasks = missing.map((seed) => ({ scenario: at, topology, seed }));
    for (const run of await seedRuns(tasks, this.options)) this.made.set(keyOf(run.seed), run);
    this.runs += tasks.length;
    const runs = firstSeeds(seeds).flatMap((seed) => this.made.get(keyOf(seed)) ?? []);
    return judgeSeeds(slosOf(scenario), runs);
  }

  /**
   * Each change is compared with no change by the same procedure and the same one seed, so that noise is not taken for
   * a gain. A change that does not help at the first value that fails is not followed.
   */
  private async tryRemedies(
    scenario: Scenario,
    found: SearchResult<Judgement>,
    bound: Bound,
  ): Promise<readonly TriedRemedy[]> {
    const answer = found.good?.value ?? 0;
    const how = { seeds: 1, tolerance: REMEDY_TOLERANCE, start: Math.max(answer, 1), bound };
    const plain = await this.search(scenario, how);
    const before = plain.good?.value ?? 0;
    const tried: TriedRemedy[] = [];
    const attempt = async (remedy: Remedy): Promise<void> => {
      const after = await this.answerWith(remedy, scenario, plain, bound);
      tried.push({ name: remedy.name, set: remedy.set, before, after: Math.max(before, after) });
    };
    const remedies = remediesFor(scenario);
    for (const remedy of remedies) await attempt(remedy);
    // Where several resources end together, none of the changes helps alone.
    const helps = tried.some(({ after }) => after > before * (1 + REMEDY_TOLERANCE));
    if (!helps) await attempt(together(remedies));
    return tried.sort((a, b) => b.after - a.after);
  }

  /** The answer with a change, by one seed; what it was without when the change does not help. */
  private async answerWith(
    remedy: Remedy,
    scenario: Scenario,
    { good, bad }: SearchResult<Judgement>,
    bound: Bound,
  ): Promise<number> {
    const before = good?.value ?? 0;
    const changed = withRemedy(scenario, remedy);
    const axis = this.options.axis(changed);
    const farthest = (REMEDY_FARTHEST * Math.max(before, axis.today)) / axis.today;
    const reach = boundOf(axis, farthest);
    // Where a hard limit ends the search, only a change that moves the limit can help.
    const start = bad?.value ?? reach.value;
    if (start > reach.value || (bad === undefined && reach.value <= bound.value)) return before;
    if (bad !== undefined) {
      const first = await this.look(changed, axis, start, 1);
      if (first.passed !== true) return before;
    }
    const how = { seeds: 1, tolerance: REMEDY_TOLERANCE, start, bound: reach };
    const { good: better } = await this.search(changed, how);
    return better?.value ?? before;
  }
}

/**
 * The scenario with a change. Objectives that it declares stay; built-in ones follow the changed settings, since a limit
 * like "90 % of the cores" is one of the cores that there are.
 */
function withRemedy(scenario: Scenario, { apply, slos }: Remedy): Scenario {
  const changed = apply(scenario);
  return slos === undefined ? changed : { ...changed, slos: slos(slosOf(changed)) };
}

/** The largest value within the hard limits, or as far as the search may go. */
export function boundOf(axis: Axis, farthest: number): Bound {
  const most = axis.name === "clusters" ? MOST_CLUSTERS : axis.today * farthest;
  const fits = (value: number): boolean => exceededLimits(axis.at(value)).length === 0;
  let high = axis.whole ? Math.max(1, Math.floor(Math.min(most, axis.today * farthest))) : most;
  if (fits(high)) {
    if (high === MOST_CLUSTERS && axis.name === "clusters") {
      return { value: high, kind: "hard limit", why: "there are no more cluster IDs" };
    }
    return { value: high, kind: "search", why: "the search goes no further (--farthest)" };
  }
  let low = 0;
  for (let step = 0; step < 60 && (axis.whole ? high - low > 1 : high / low > 1.001); step++) {
    const middle = axis.whole ? Math.floor((low + high) / 2) : (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  const [limit] = exceededLimits(axis.at(high));
  const why = limit === undefined ? "" : `${limit.name}: ${limit.remark} (${limit.source})`;
  const smallest = axis.whole ? 1 : axis.today / 1000;
  return {
    value: Math.max(smallest, axis.whole ? low : Number((low * 0.999).toPrecision(3))),
    kind: "hard limit",
    why,
  };
}

function pointOf({ value, look }: { readonly value: number; readonly look: Judgement }): Point {
  return { value, judgement: look };
}
