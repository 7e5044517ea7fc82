/**
 * Finds and loads the cost profiles of etcd by name: the files models/etcd/costs/*.yaml of the package.
 * What a profile holds is defined by models/etcd/costs.ts; this file only knows where they lie.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseCostProfile, type CostProfile } from "../../models/etcd/costs.js";
import { UserError } from "../scenario/user-error.js";
import { packageRoot } from "./package-info.js";

const FOLDER = join("models", "etcd", "costs");
const ENDING = ".yaml";
/** Most runs need one profile twice: for the clusters' etcds and for the mock's. */
const loaded = new Map<string, CostProfile>();

/** Names of the profiles that exist, sorted. */
export function costProfileNames(): readonly string[] {
  return readdirSync(join(packageRoot(), FOLDER))
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();
}

/**
 * Loads the profile `name`, as written in `spec.clustermesh.apiserver.etcd.costProfile`.
 * @throws UserError when there is none of that name (it lists those that exist) or its file is not valid.
 */
export function loadCostProfile(name: string): CostProfile {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const names = costProfileNames();
  if (!names.includes(name)) {
    const message = `there is no cost profile "${name}"; there are: ${names.join(", ")}`;
    throw new UserError([{ file: "scenario", path: "costProfile", message }]);
  }
  const file = `${FOLDER}/${name}${ENDING}`;
  const profile = parseCostProfile(file, readFileSync(join(packageRoot(), file), "utf8"));
  loaded.set(name, profile);
  return profile;
}
