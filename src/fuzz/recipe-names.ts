/**
 * The names of the hot spots, apart from what they do (recipes.ts), so that the draw of features needs only the names.
 */

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
  "restarts-in-a-row",
] as const;
export type RecipeName = (typeof RECIPE_NAMES)[number];
