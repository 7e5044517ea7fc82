/**
 * The names of the hot spots and what each needs of the mesh around it, apart from what they do (recipes.ts): a mesh is
 * drawn before its incidents.
 */
import type { TopologyName } from "../scenario/scenario.js";

/** Coincidences that deep states need and that chance alone rarely makes. */
export const RECIPE_NAMES = [
  "slow-watchers",
  "full-quota-in-bootstrap",
  "replaced-while-partitioned",
  "partition-longer-than-retention",
  "writer-hung-past-leases",
  "stale-heartbeat",
  "compaction-while-listing",
  "no-cluster-config",
  "never-connects",
  "leaves-and-joins",
  "joins-leaves-joins",
  "restarts-in-a-row",
] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];

/** What a recipe would come to nothing without. */
export interface RecipeNeeds {
  readonly topology?: TopologyName;
  /** Enough keys for several pages, or for a bootstrap that takes a while. */
  readonly manyKeys?: true;
  /** The longest window. */
  readonly longWindow?: true;
}

const NEEDS: Partial<Readonly<Record<RecipeName, RecipeNeeds>>> = {
  "full-quota-in-bootstrap": { manyKeys: true },
  "compaction-while-listing": { manyKeys: true },
  "no-cluster-config": { topology: "kvstoremesh", longWindow: true },
  "joins-leaves-joins": { topology: "kvstoremesh", manyKeys: true },
};

/** What this recipe needs. */
export function needsOf(recipe: RecipeName | undefined): RecipeNeeds {
  return recipe === undefined ? {} : (NEEDS[recipe] ?? {});
}
