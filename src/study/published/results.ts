/**
 * The machine-readable results of the published figures: what was expected, what came out, the verdict, and the runs
 * behind it. They hold no time, host or path of a machine, so the same program gives the same bytes. The contract with
 * other programs is `resultVersion`.
 */
import { parse } from "yaml";
import { shellCommand } from "../../runner/replay-command.js";
import type { Unit } from "../../scenario/metric-catalogue.js";
import { UserError } from "../../scenario/user-error.js";
import { judge } from "./judge.js";
import type { FigureRun, PublishedFigure } from "./load.js";
import type { PublishedSpec } from "./schema.js";
import type { Tolerance } from "./tolerance.js";

const RESULT_VERSION = 1;

/** One figure with its verdict. */
export interface FigureResult {
  readonly name: string;
  readonly source: string;
  readonly verdict: "reproduced" | "off" | "undecided";
  readonly published: NonNullable<PublishedSpec["expect"]> | null;
  readonly unit: Unit | null;
  readonly tolerance: Tolerance | null;
  readonly allowed: { readonly low: number | null; readonly high: number | null } | null;
  readonly simulated: number | null;
  /** Simulated over published; null when undecided or when the published value is 0. */
  readonly ratio: number | null;
  /** Hashes of the scenarios that were run. */
  readonly runs: readonly string[];
  /** Codes of what these runs warned of (`explain CODE`). */
  readonly warnings: readonly string[];
}

/** What the runs of a figure gave: undefined when there were none. */
export interface Simulated {
  readonly value: number;
  readonly warnings: readonly string[];
}

export interface PublishedResults {
  readonly resultVersion: typeof RESULT_VERSION;
  /** Version of clustermesh-sim. */
  readonly version: string;
  readonly seed: string;
  /** In the order of their names. */
  readonly figures: readonly FigureResult[];
}

/** Judges all figures. @param simulate gives the value of a figure that is decided. */
export function resultsOf(
  figures: readonly PublishedFigure[],
  simulate: (figure: PublishedFigure) => Simulated | undefined,
  head: { readonly version: string; readonly seed: string },
): PublishedResults {
  return {
    resultVersion: RESULT_VERSION,
    ...head,
    figures: figures.map((figure) => resultOf(figure, simulate(figure))),
  };
}

function resultOf(
  { name, spec, decision }: PublishedFigure,
  simulated: Simulated | undefined,
): FigureResult {
  const known = { name, source: spec.source.url, published: spec.expect ?? null };
  if (decision === undefined || simulated === undefined) {
    const nothing = { tolerance: null, allowed: null, simulated: null, ratio: null };
    const unit = spec.expect?.unit ?? null;
    return { ...known, verdict: "undecided", unit, ...nothing, runs: [], warnings: [] };
  }
  const { value, warnings } = simulated;
  const { expectation, unit, run, against } = decision;
  const { verdict, ratio, allowed } = judge(expectation, value);
  const runs = [run, ...(against === undefined ? [] : [against.run])].map(({ id }) => id);
  const { tolerance } = expectation;
  return { ...known, verdict, unit, tolerance, allowed, simulated: value, ratio, runs, warnings };
}

/**
 * Judges stored values anew, for when words, expectations or tolerances have changed since they were simulated.
 * @throws UserError when a figure needs a run that the stored results are not from.
 */
export function judgeAgain(
  figures: readonly PublishedFigure[],
  stored: PublishedResults,
): PublishedResults {
  const byName = new Map(stored.figures.map((result) => [result.name, result]));
  const simulate = (figure: PublishedFigure): Simulated | undefined => {
    if (figure.decision === undefined) return undefined;
    const result = byName.get(figure.name);
    const wanted = runsOf([figure]).map(({ id }) => id);
    const isStored = result !== undefined && result.simulated !== null;
    if (!isStored || wanted.join() !== result.runs.join()) {
      const message = "was not simulated as it is now: run it without --from-results";
      throw new UserError([{ file: `${figure.name}.yaml`, path: "", message }]);
    }
    return { value: result.simulated, warnings: result.warnings };
  };
  return resultsOf(figures, simulate, { version: stored.version, seed: stored.seed });
}

/** The runs that the figures need, each once, in the order of the figures. */
export function runsOf(figures: readonly PublishedFigure[]): readonly FigureRun[] {
  const all = figures.flatMap(({ decision }) =>
    decision === undefined
      ? []
      : [decision.run, ...(decision.against === undefined ? [] : [decision.against.run])],
  );
  const known = new Map<string, FigureRun>();
  for (const run of all) if (!known.has(run.id)) known.set(run.id, run);
  return [...known.values()];
}

/** The command that makes a run by hand. */
export function commandOf({ from, set, topology }: FigureRun, seed: string): string {
  const preset = /^preset (.*)$/.exec(from)?.[1];
  const settings = Object.entries({ ...set, "spec.topology": topology });
  const start = preset === undefined ? ["-f", from] : [preset];
  const sets = settings.flatMap(([path, value]) => ["--set", `${path}=${asYaml(value)}`]);
  return shellCommand(["run", ...start, ...sets, "--seed", seed]);
}

/** Text that YAML would read as a number or the like is quoted, as in "1.14". */
function asYaml(value: string | number | boolean): string {
  return typeof value === "string" && parse(value) !== value
    ? JSON.stringify(value)
    : String(value);
}

/** The text of a JSON document. */
export function renderJson(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
