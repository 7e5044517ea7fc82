/** The way from the user's text to a resolved scenario. Every problem is reported at once, each with its place. */
import type { z } from "zod";
import {
  mergeLayers,
  parseLayer,
  parseSet,
  placeProblem,
  type Layer,
  type Source,
} from "./layers.js";
import { resolve } from "./resolve.js";
import type { Scenario } from "./scenario.js";
import { scenarioSchema } from "./schema.js";
import { schemaProblems, type Complain } from "./schema-problems.js";
import { knownKeys } from "./schema-walk.js";
import { UserError } from "./user-error.js";

export interface LoadOptions extends Source {
  /** Further documents that override the first, in order; each with the same shape. */
  readonly values?: readonly Source[];
  /** Single overrides, such as `spec.mesh.clusters=100`; they win. */
  readonly set?: readonly string[];
}

/**
 * Loads a scenario.
 * @throws UserError with all problems that were found.
 */
export function loadScenario(options: LoadOptions): Scenario {
  const layers = [
    parseLayer(options),
    ...(options.values ?? []).map((source) => parseLayer(source)),
    ...(options.set ?? []).map(parseSet),
  ];
  return resolveLayers(layers);
}

/** Checks and resolves layers that are parsed already. */
export function resolveLayers(layers: readonly Layer[]): Scenario {
  const merged = mergeLayers(layers);
  const parsed = scenarioSchema.safeParse(merged);
  if (!parsed.success) {
    const issues = parsed.error.issues.filter(isUseful);
    const complain: Complain = (path, message, key) => placeProblem(layers, path, message, key);
    throw new UserError(schemaProblems(issues, { value: merged, knownKeys, complain }));
  }
  const { scenario, problems } = resolve(parsed.data);
  if (problems.length > 0) {
    throw new UserError(problems.map(({ path, message }) => placeProblem(layers, path, message)));
  }
  return scenario;
}

/** A whole number beyond JavaScript's exact range is beyond the field's own limit too, which says more. */
function isUseful(issue: z.core.$ZodIssue): boolean {
  return !(issue.code === "too_big" && Number(issue.maximum) === Number.MAX_SAFE_INTEGER);
}
