/**
 * A directory belongs to one sweep, whole or one share of it. Another one in the same place is refused before anything
 * is written. The same sweep with more points or seeds is welcome: it finds what it shares with the earlier one.
 */
import { UserError } from "../../scenario/user-error.js";
import { buildDifference, currentBuild } from "./identity.js";
import type { Sweep } from "./load.js";
import { readPlan } from "./plan-document.js";
import { shardFolder, type Shard } from "./shard.js";

/** @throws UserError when `dir` holds something else. */
export function refuseOtherSweep(dir: string, sweep: Sweep, shard: Shard | null): void {
  const plan = readPlan(dir);
  if (plan === undefined) return;
  const refuse = (message: string): never => {
    throw new UserError([{ file: dir, path: "", message: `${message}; give another --out` }]);
  };
  if (plan.name !== sweep.name) refuse(`holds the sweep "${plan.name}", not "${sweep.name}"`);
  const nameOf = (one: Shard | null): string => (one === null ? "a whole sweep" : shardFolder(one));
  if (nameOf(plan.shard) !== nameOf(shard)) refuse(`holds ${nameOf(plan.shard)}`);
  const other = buildDifference(plan.build, currentBuild());
  if (other !== undefined) refuse(`was made by ${other}; results of both cannot be mixed`);
}
