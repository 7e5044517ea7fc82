/**
 * From the text of a sweep file to its points. Every problem is told at once, with its place in the file.
 * Reads no file itself: the caller passes the text, and gives the text of the scenario that it names.
 */
import { z } from "zod";
import type { JsonSchema } from "../../scenario/json-schema.js";
import { parseLayer, placeProblem, type Source, type Step } from "../../scenario/layers.js";
import { PRESETS } from "../../scenario/presets.js";
import { didYouMean } from "../../scenario/nearest.js";
import { schemaProblems, type Complain } from "../../scenario/schema-problems.js";
import { fieldsOf } from "../../scenario/schema-walk.js";
import { UserError, type Problem } from "../../scenario/user-error.js";
import type { StudyPoint } from "../point.js";
import { expandPoints } from "./expand.js";
import { DEFAULT_FIGURES, figureProblem } from "./figures.js";
import { sweepSchema, type FigureKeys, type SweepFile, type SweepSpec } from "./schema.js";

/** A sweep, ready to be run. */
export interface Sweep {
  readonly name: string;
  readonly description: string;
  readonly spec: Omit<SweepSpec, "figures"> & { readonly figures: readonly FigureKeys[] };
  readonly points: readonly StudyPoint[];
  /** Seeds in the order in which they run; with a precision, all that may be needed. */
  readonly seeds: readonly string[];
}

export interface LoadSweepOptions extends Source {
  /** Gives the text of the scenario file that the sweep names, relative to the sweep's folder. */
  readonly readScenario: (path: string) => Promise<Source>;
  /** Number of seeds instead of the file's. */
  readonly seeds?: number;
}

/** @throws UserError with all problems that were found. */
export async function loadSweep(options: LoadSweepOptions): Promise<Sweep> {
  const layer = parseLayer(options);
  const complain: Complain = (path, message, key) => placeProblem([layer], path, message, key);
  const parsed = sweepSchema.safeParse(layer.value);
  if (!parsed.success) {
    const { value } = layer;
    const { issues } = parsed.error;
    throw new UserError(schemaProblems(issues, { value, knownKeys: knownKeysAt, complain }));
  }
  const { metadata, spec } = parsed.data;
  const base = await baseSource(spec, complain, options.readScenario);
  const points = expandPoints(spec, [parseLayer(base)], options.file, complain);
  const figures = spec.figures ?? DEFAULT_FIGURES;
  const problems = [
    ...figureProblems(figures, complain),
    ...chartProblems(spec, figures, complain),
  ];
  if (problems.length > 0) throw new UserError(problems);
  const seeds = seedsOf(spec, options.seeds);
  return { ...metadata, spec: { ...spec, figures }, points, seeds };
}

async function baseSource(
  { scenario }: SweepSpec,
  complain: Complain,
  readScenario: LoadSweepOptions["readScenario"],
): Promise<Source> {
  if ("file" in scenario) return readScenario(scenario.file);
  const preset = PRESETS.find(({ name }) => name === scenario.preset);
  if (preset !== undefined) return { file: `preset ${preset.name}`, text: preset.yaml };
  const names = PRESETS.map(({ name }) => name);
  const near = didYouMean(scenario.preset, names) || `; presets are ${names.join(", ")}`;
  const message = `unknown preset "${scenario.preset}"${near}`;
  throw new UserError([complain(["spec", "scenario", "preset"], message)]);
}

function seedsOf({ seeds, precision }: SweepSpec, count: number | undefined): readonly string[] {
  const first = (n: number): readonly string[] =>
    Array.from({ length: n }, (_, i) => String(i + 1));
  if (count !== undefined) return first(count);
  if (precision !== undefined) return first(precision.maxSeeds);
  return typeof seeds === "number" ? first(seeds) : [...new Set(seeds)];
}

function figureProblems(figures: readonly FigureKeys[], complain: Complain): readonly Problem[] {
  const names = figures.map(({ name }) => name);
  return figures.flatMap((figure, index) => {
    const at = ["spec", "figures", index];
    const twice = names.indexOf(figure.name) !== index ? [`"${figure.name}" is there twice`] : [];
    const wrong = figureProblem(figure);
    return [...twice, ...(wrong === undefined ? [] : [wrong])].map((message) =>
      complain(at, message),
    );
  });
}

function chartProblems(
  { axes, charts, precision }: SweepSpec,
  figures: readonly FigureKeys[],
  complain: Complain,
): readonly Problem[] {
  const axisNames = axes.flatMap((item) => (item.zip ?? [item]).flatMap(({ name }) => name ?? []));
  const figureNames = figures.map(({ name }) => name);
  const check = (
    at: readonly (string | number)[],
    name: string | undefined,
    [kind, known]: readonly [string, readonly string[]],
  ): readonly Problem[] => {
    if (name === undefined || known.includes(name)) return [];
    const near = didYouMean(name, known) || `; there are: ${known.join(", ") || "none"}`;
    return [complain(at, `there is no ${kind} "${name}"${near}`)];
  };
  const names = charts.map(({ name }) => name);
  return [
    ...check(["spec", "precision", "figure"], precision?.figure, ["figure", figureNames]),
    ...charts.flatMap(({ name, x, y, series }, index) => {
      const at = ["spec", "charts", index];
      const twice = names.indexOf(name) !== index ? [complain(at, `"${name}" is there twice`)] : [];
      return [
        ...twice,
        ...check([...at, "x"], x, ["axis", axisNames]),
        ...check([...at, "series"], series, ["axis", axisNames]),
        ...check([...at, "y"], y, ["figure", figureNames]),
      ];
    }),
  ];
}

let schema: JsonSchema | undefined;

/** The JSON Schema of a sweep file, for editors and for the names of fields. */
export function sweepJsonSchema(): JsonSchema {
  schema ??= {
    $id: "clustermesh-sim/sweep.schema.json",
    title: "clustermesh-sim sweep",
    ...z.toJSONSchema(sweepSchema, { io: "input", target: "draft-2020-12" }),
  } as JsonSchema;
  return schema;
}

function knownKeysAt(path: readonly Step[]): readonly string[] {
  let at: JsonSchema | undefined = sweepJsonSchema();
  for (const step of path) {
    if (typeof step === "number") at = at?.items ?? at?.anyOf?.find((form) => form.items)?.items;
    else at = fieldsOf(at)[step];
  }
  return Object.keys(fieldsOf(at));
}

export type { SweepFile };
