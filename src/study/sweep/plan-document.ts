/**
 * `sweep.json`: what a directory of results is about. It is written before the first run, so that a later process - the
 * same sweep started again, or the merge of shards - can tell whether it belongs here, without the files that the sweep
 * was made from.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode, fileProblem } from "../../runner/file-problem.js";
import { canonicalJson } from "../../scenario/render.js";
import { UserError } from "../../scenario/user-error.js";
import { currentBuild, type Build } from "./identity.js";
import type { Sweep } from "./load.js";
import type { Shard } from "./shard.js";

export const PLAN_FILE = "sweep.json";
const PLAN_VERSION = 1;

export interface PlanDocument {
  readonly planVersion: typeof PLAN_VERSION;
  readonly build: Build;
  /** The share of this directory; null for the whole sweep. */
  readonly shard: Shard | null;
  readonly name: string;
  readonly description: string;
  readonly seeds: readonly string[];
  readonly spec: Sweep["spec"];
  /** All points of the sweep, also those of other shards. */
  readonly points: Sweep["points"];
}

/** The plan of a sweep or of its shard. */
export function planOf(sweep: Sweep, shard: Shard | null): PlanDocument {
  const { name, description, seeds, spec, points } = sweep;
  const head = { planVersion: PLAN_VERSION, build: currentBuild(), shard } as const;
  return { ...head, name, description, seeds, spec, points };
}

/** Identity of the whole sweep: equal for all its shards. */
export function hashPlan(plan: PlanDocument): string {
  const text = canonicalJson({ ...plan, shard: null });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Reads the plan of a directory; undefined when there is none. @throws UserError when it is damaged or of the future. */
export function readPlan(dir: string): PlanDocument | undefined {
  const file = join(dir, PLAN_FILE);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw fileProblem(error, file, "read the plan of the sweep");
  }
  let plan: Partial<PlanDocument> | undefined;
  try {
    plan = JSON.parse(text) as Partial<PlanDocument>;
  } catch {
    throw new UserError([{ file, path: "", message: `is damaged: no JSON; ${REMEDY}` }]);
  }
  if (plan.planVersion !== PLAN_VERSION) {
    const message = `has version ${String(plan.planVersion)}, this program reads ${PLAN_VERSION}; ${REMEDY}`;
    throw new UserError([{ file, path: "", message }]);
  }
  return plan as PlanDocument;
}

const REMEDY = "start the sweep in another directory";
