/**
 * From the text of a published figure's file to the runs that it needs. Every problem is told at once, with its place.
 * Reads no file itself: the caller passes the text, and gives the text of the scenario that it names.
 */
import { z } from "zod";
import { hashScenario } from "../../scenario/hash.js";
import type { JsonSchema } from "../../scenario/json-schema.js";
import { parseLayer, parseSet, placeProblem } from "../../scenario/layers.js";
import type { Layer, Source, Step } from "../../scenario/layers.js";
import { resolveLayers } from "../../scenario/load.js";
import { didYouMean } from "../../scenario/nearest.js";
import { PRESETS } from "../../scenario/presets.js";
import type { Unit } from "../../scenario/metric-catalogue.js";
import type { Scenario, TopologyName } from "../../scenario/scenario.js";
import { schemaProblems, type Complain } from "../../scenario/schema-problems.js";
import { fieldsOf } from "../../scenario/schema-walk.js";
import { UserError, type Problem } from "../../scenario/user-error.js";
import { figureProblem } from "../sweep/figures.js";
import type { Expectation } from "./judge.js";
import { publishedSchema, type PublishedSpec, type ResultKeys } from "./schema.js";

/** One run that a figure needs: a scenario in one topology. */
export interface FigureRun {
  /** Hash of the scenario, the topology included. */
  readonly id: string;
  /** Where the scenario comes from, for people: a preset or a file. */
  readonly from: string;
  readonly set: Readonly<Record<string, string | number | boolean>>;
  readonly topology: TopologyName;
  readonly scenario: Scenario;
}

/** How a figure is decided. */
export interface Decision {
  readonly expectation: Expectation;
  readonly unit: Unit;
  readonly result: ResultKeys;
  readonly run: FigureRun;
  /** The other run of an operation. */
  readonly against?: { readonly operation: "ratio" | "difference"; readonly run: FigureRun };
}

/** A published figure, checked. */
export interface PublishedFigure {
  readonly name: string;
  readonly spec: PublishedSpec;
  /** Absent when no verdict is possible. */
  readonly decision?: Decision;
}

export interface LoadPublishedOptions extends Source {
  /** Gives the text of the scenario file that the figure names, relative to the figure's folder. */
  readonly readScenario: (path: string) => Source;
}

/** @throws UserError with all problems that were found. */
export function loadPublished(options: LoadPublishedOptions): PublishedFigure {
  const layer = parseLayer(options);
  const complain: Complain = (path, message, key) => placeProblem([layer], path, message, key);
  const parsed = publishedSchema.safeParse(layer.value);
  if (!parsed.success) {
    const { value } = layer;
    const { issues } = parsed.error;
    throw new UserError(schemaProblems(issues, { value, knownKeys: knownKeysAt, complain }));
  }
  const { metadata, spec } = parsed.data;
  const problems = contradictions(spec, complain);
  if (problems.length > 0) throw new UserError(problems);
  const decision = decisionOf(spec, complain, options.readScenario);
  return { name: metadata.name, spec, ...(decision === undefined ? {} : { decision }) };
}

/** Fields that a figure with a verdict needs, and one without must not have. */
const DECIDING = ["tolerance", "setup", "run", "result", "missing"] as const;

function contradictions(spec: PublishedSpec, complain: Complain): readonly Problem[] {
  const problems: Problem[] = [];
  const at: readonly Step[] = ["spec"];
  if (spec.undecided !== undefined) {
    for (const key of [...DECIDING, "operation", "against"] as const) {
      if (spec[key] !== undefined)
        problems.push(complain(at, "has no place where nothing is decided", key));
    }
  } else {
    const needed = [...DECIDING, "expect"] as const;
    const absent = needed.filter((key) => spec[key] === undefined);
    if (absent.length > 0)
      problems.push(complain(at, `needs ${absent.join(", ")}, or undecided with the reason`));
    if (spec.input !== undefined)
      problems.push(complain(at, "of the model decides nothing: say undecided", "input"));
    if ((spec.operation === undefined) !== (spec.against === undefined))
      problems.push(complain(at, "needs operation and against together, or neither"));
  }
  const wrong = spec.expect === undefined ? undefined : expectationProblem(spec.expect);
  if (wrong !== undefined) problems.push(complain(["spec", "expect"], wrong));
  if (spec.tolerance === "direction" && spec.expect?.is === "about") {
    const message = 'of a direction must be "at most" or "at least"';
    problems.push(complain(["spec", "expect", "is"], message));
  }
  const row = spec.result === undefined ? undefined : figureProblem({ name: "x", ...spec.result });
  if (row !== undefined) problems.push(complain(["spec", "result"], row));
  return problems;
}

function expectationProblem(expect: NonNullable<PublishedSpec["expect"]>): string | undefined {
  const { value, low, high, is } = expect;
  const isRange = low !== undefined && high !== undefined && value === undefined;
  const isValue = low === undefined && high === undefined && value !== undefined;
  if (!isRange && !isValue) return "needs value, or low and high";
  if (isRange && low > high) return "needs low below high";
  if (isRange && is !== "about") return "is a range or a bound, not both";
  if (value === 0 && is !== "at most") return 'can be 0 only as a bound ("at most")';
  return undefined;
}

function decisionOf(
  spec: PublishedSpec,
  complain: Complain,
  readScenario: LoadPublishedOptions["readScenario"],
): Decision | undefined {
  const { run, result, expect, tolerance, operation, against } = spec;
  if (!run || !result || !expect || !tolerance) return undefined;
  const source = scenarioSource(run.scenario, complain, readScenario);
  const base = parseLayer(source);
  const runOf = (
    set: FigureRun["set"],
    topology: TopologyName,
    field: "run" | "against",
  ): FigureRun => {
    const place = (path: string, message: string): Problem =>
      complain(["spec", field, "set"], message, path);
    const scenario = scenarioOf(base, { ...set, "spec.topology": topology }, place);
    return { id: hashScenario(scenario), from: source.file, set, topology, scenario };
  };
  const { value, low = value, high = value, is, unit } = expect;
  if (low === undefined || high === undefined) return undefined;
  const bounds = is === "about" ? { low, high } : is === "at most" ? { high } : { low };
  return {
    expectation: { ...bounds, tolerance },
    result,
    unit,
    run: runOf(run.set, run.topology, "run"),
    ...(against === undefined || operation === undefined
      ? {}
      : {
          against: {
            operation,
            run: runOf({ ...run.set, ...against.set }, against.topology ?? run.topology, "against"),
          },
        }),
  };
}

function scenarioOf(
  base: Layer,
  set: FigureRun["set"],
  place: (path: string, message: string) => Problem,
): Scenario {
  const layers = Object.entries(set).map(([path, value]) =>
    parseSet(`${path}=${JSON.stringify(value)}`),
  );
  try {
    return resolveLayers([base, ...layers]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A wrong setting is told of where it stands in the figure's file, not as one of a command line.
    throw new UserError(
      error.problems.map((problem) =>
        problem.file === "--set" ? place(problem.path, problem.message) : problem,
      ),
    );
  }
}

function scenarioSource(
  scenario: NonNullable<PublishedSpec["run"]>["scenario"],
  complain: Complain,
  readScenario: LoadPublishedOptions["readScenario"],
): Source {
  if ("file" in scenario) return readScenario(scenario.file);
  const preset = PRESETS.find(({ name }) => name === scenario.preset);
  if (preset !== undefined) return { file: `preset ${preset.name}`, text: preset.yaml };
  const names = PRESETS.map(({ name }) => name);
  const near = didYouMean(scenario.preset, names) || `; presets are ${names.join(", ")}`;
  const at = ["spec", "run", "scenario", "preset"];
  throw new UserError([complain(at, `unknown preset "${scenario.preset}"${near}`)]);
}

let schema: JsonSchema | undefined;

function knownKeysAt(path: readonly Step[]): readonly string[] {
  schema ??= z.toJSONSchema(publishedSchema, { io: "input" }) as JsonSchema;
  let at: JsonSchema | undefined = schema;
  for (const step of path) at = fieldsOf(at)[step];
  return Object.keys(fieldsOf(at));
}
