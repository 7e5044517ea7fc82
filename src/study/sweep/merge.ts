/**
 * Puts the shards of a sweep together. Everything that can be wrong is looked for before anything is written: a shard
 * that is missing, there twice, of another sweep or build, not finished, or damaged. Then the results are made from the
 * logs, exactly as one process would have made them.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileProblem } from "../../runner/file-problem.js";
import { UserError, type Problem } from "../../scenario/user-error.js";
import { buildDifference, currentBuild } from "./identity.js";
import type { Sweep } from "./load.js";
import { readLog, type LogContent } from "./log.js";
import { hashPlan, PLAN_FILE, readPlan, type PlanDocument } from "./plan-document.js";
import { pointState, RunTable, type PointState } from "./schedule.js";
import { pointsOf, type Shard } from "./shard.js";

export interface MergedSweep {
  readonly sweep: Sweep;
  readonly plan: PlanDocument;
  readonly states: readonly PointState[];
  /** The folders that were read, in the order of the shards. */
  readonly folders: readonly string[];
  /** Everything that is known of the runs. */
  readonly logs: readonly LogContent[];
}

interface Part {
  readonly dir: string;
  readonly plan: PlanDocument;
  readonly shard: Shard;
  readonly log: LogContent;
}

/**
 * Reads and checks shards, and gives the whole sweep.
 * @param dirs folders of shards, or folders that hold such.
 * @throws UserError with every reason why they cannot be merged.
 */
export function mergeShards(dirs: readonly string[]): MergedSweep {
  const folders = dirs.flatMap(shardFolders);
  const parts = folders.map(readPart).sort((a, b) => a.shard.index - b.shard.index);
  const problems = [...strangers(parts), ...gaps(parts, dirs[0] ?? ""), ...unfinished(parts)];
  if (problems.length > 0) throw new UserError(problems);
  const [first] = parts;
  if (first === undefined)
    throw new UserError([problem(dirs[0] ?? "", "holds no shard of a sweep")]);
  const { name, description, seeds, spec, points } = first.plan;
  const sweep: Sweep = { name, description, seeds, spec, points };
  const table = new RunTable(parts.flatMap(({ log }) => log.runs));
  return {
    sweep,
    plan: { ...first.plan, shard: null },
    states: points.map((point) => pointState(sweep, point, table)),
    folders: parts.map(({ dir }) => dir),
    logs: parts.map(({ log }) => log),
  };
}

function shardFolders(dir: string): readonly string[] {
  if (readPlan(dir)?.shard) return [dir];
  let names: readonly string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    throw fileProblem(error, dir, "read the shards");
  }
  const inside = names
    .filter((name) => name.startsWith("shard-") && existsSync(join(dir, name, PLAN_FILE)))
    .map((name) => join(dir, name))
    .sort();
  if (inside.length > 0) return inside;
  const message = existsSync(join(dir, PLAN_FILE))
    ? "holds a whole sweep, which needs no merging"
    : `holds no shard of a sweep (a folder with ${PLAN_FILE}); run sweep --shard first`;
  throw new UserError([problem(dir, message)]);
}

function readPart(dir: string): Part {
  const plan = readPlan(dir);
  const shard = plan?.shard;
  if (plan === undefined || shard === undefined || shard === null) {
    throw new UserError([problem(dir, "is no shard of a sweep")]);
  }
  return { dir, plan, shard, log: readLog(dir) };
}

/** Shards of another sweep, of another build, or of another number of shards. */
function strangers(parts: readonly Part[]): readonly Problem[] {
  const ours = currentBuild();
  const [first] = parts;
  if (first === undefined) return [];
  return parts.flatMap(({ dir, plan, shard, log }): readonly Problem[] => {
    const other =
      buildDifference(plan.build, ours) ?? buildDifference(log.header?.build ?? ours, ours);
    if (other !== undefined) {
      const way = "merge with the program that made it, or run it again with this one";
      return [problem(dir, `was made by ${other}; ${way}`)];
    }
    if (plan.name !== first.plan.name) {
      return [problem(dir, `is of the sweep "${plan.name}", ${first.dir} of "${first.plan.name}"`)];
    }
    if (shard.count !== first.shard.count) {
      const [one, two] = [
        `${shard.index} of ${shard.count}`,
        `${first.shard.index} of ${first.shard.count}`,
      ];
      return [problem(dir, `is shard ${one}, ${first.dir} is shard ${two}: the numbers differ`)];
    }
    if (hashPlan(plan) !== hashPlan(first.plan)) {
      const way = "run all shards with the same sweep file and options";
      return [
        problem(dir, `was run with other points, seeds or settings than ${first.dir}; ${way}`),
      ];
    }
    return [];
  });
}

function gaps(parts: readonly Part[], where: string): readonly Problem[] {
  const count = parts[0]?.shard.count ?? 0;
  return Array.from({ length: count }, (_, index) => index + 1).flatMap(
    (index): readonly Problem[] => {
      const found = parts.filter(({ shard }) => shard.index === index && shard.count === count);
      if (found.length === 1) return [];
      const [first, second] = found;
      if (first === undefined) {
        return [
          problem(
            where,
            `shard ${index} of ${count} is missing; run sweep --shard ${index}/${count}`,
          ),
        ];
      }
      return [
        problem(
          second?.dir ?? "",
          `is shard ${index} of ${count} once more; ${first.dir} is it too`,
        ),
      ];
    },
  );
}

/** Shards whose log ends early: cut off by a kill, truncated by a copy, or still being run. */
function unfinished(parts: readonly Part[]): readonly Problem[] {
  return parts.flatMap(({ dir, plan, shard, log }): readonly Problem[] => {
    const again = `run sweep --shard ${shard.index}/${shard.count} once more to finish it`;
    if (log.totalBytes > log.wholeBytes) return [problem(dir, `its log is cut off; ${again}`)];
    const { name, description, seeds, spec, points } = plan;
    const sweep: Sweep = { name, description, seeds, spec, points };
    const table = new RunTable(log.runs);
    const states = pointsOf(points, shard).map((point) => pointState(sweep, point, table));
    const missing = states.reduce((sum, { wanted }) => sum + wanted.length, 0);
    if (missing === 0) return [];
    return [problem(dir, `is not finished: ${missing} runs are missing; ${again}`)];
  });
}

function problem(file: string, message: string): Problem {
  return { file, path: "", message };
}
