/**
 * What a recipe is: a small group of incidents that meet on purpose, after a way in which such meshes have failed. It
 * is drawn at random but for what makes its incidents meet. It may also ask for settings without which it would come to
 * nothing.
 */
import type { RandomStream } from "../engine/random-stream.js";
import { MS } from "./draw.js";
import type { Places } from "./random-incidents.js";
import type { IncidentDraft } from "./timeline.js";

/** What a recipe comes to. */
export interface Dish {
  readonly incidents: readonly IncidentDraft[];
  readonly wants?: {
    /** Limiters far above the burst, or its changes would queue at the writer. */
    readonly fastWriters?: true;
    readonly retentionNs?: number;
    readonly listLimit?: number;
    readonly cacheTtlNs?: number;
    /** Mirrors that write few keys a second. */
    readonly slowMirrors?: true;
    /** A first sync slow enough for something to happen in it. */
    readonly slowBootstrap?: true;
  };
}

/** What a recipe is made from. */
export interface Kitchen {
  readonly random: RandomStream;
  readonly places: Places;
  /** When it begins. */
  readonly atNs: number;
  /** The cluster that is read, and one that reads. */
  readonly source: string;
  readonly reader: string;
}

/** Prepares its incidents for one mesh. */
export type Recipe = (kitchen: Kitchen) => Dish;

/** Up to this long after something, for it to meet what follows. */
export const SOON_NS = 300 * MS;

/** The item in this share of the draws, else nothing. */
export function sometimes<T>(random: RandomStream, share: number, item: T): readonly T[] {
  return random.chance(share) ? [item] : [];
}
