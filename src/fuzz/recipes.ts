/**
 * All hot spots by name, and how one is prepared for the places of a mesh.
 */
import type { RandomStream } from "../engine/random-stream.js";
import { drawTimeNs, MS, S } from "./draw.js";
import type { Places } from "./random-incidents.js";
import { READER_RECIPES } from "./reader-recipes.js";
import type { RecipeName } from "./recipe-names.js";
import type { Dish, Recipe } from "./recipe.js";
import type { IncidentDraft } from "./timeline.js";
import { WRITER_RECIPES } from "./writer-recipes.js";

const RECIPES: Readonly<Record<RecipeName, Recipe>> = { ...READER_RECIPES, ...WRITER_RECIPES };

/** Prepares a recipe for the given places; it begins in the first three quarters of the window. */
export function cook(name: RecipeName, random: RandomStream, places: Places): Dish {
  const reader = random.pick(places.readers);
  const source = random.pick(places.clusters.filter((cluster) => cluster !== reader));
  const atNs = drawTimeNs(random, 500 * MS, Math.max(S, places.durationNs * 0.75));
  return RECIPES[name]({ random, places, atNs, source, reader });
}

/** How many objects a case may have to write besides its steady churn, for sizing its limiters. */
export function burstObjects(incidents: readonly IncidentDraft[]): number {
  let sum = 0;
  for (const incident of incidents) {
    if (incident.what === "churn-burst") sum += incident.objects * incident.clusters.length;
  }
  return sum;
}
