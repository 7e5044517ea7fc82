/** What like objects of one simulation share, made when the first of them asks. It goes with the simulation. */
import type { Simulation } from "./simulation.js";

export function oncePerSimulation<T extends object>(
  make: (sim: Simulation) => T,
): (sim: Simulation) => T {
  const made = new WeakMap<Simulation, T>();
  return (sim) => {
    let one = made.get(sim);
    if (one === undefined) {
      one = make(sim);
      made.set(sim, one);
    }
    return one;
  };
}
