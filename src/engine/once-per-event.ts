/**
 * A figure that is worked out once and given again as long as nothing happens: between two events the state of a
 * simulation stands still, but a sampler asks for many figures that hang on the same sums.
 * Not for figures that are read in the middle of an event that goes on to change them.
 */
import type { Simulation } from "./simulation.js";

/** Wraps a computation; its result holds until the next event. */
export function oncePerEvent<T>(sim: Simulation, compute: () => T): () => T {
  let at = -1;
  let value: T | undefined;
  return () => {
    if (at !== sim.eventsProcessed || value === undefined) {
      value = compute();
      at = sim.eventsProcessed;
    }
    return value;
  };
}
