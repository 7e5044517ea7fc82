/** How many threads a run takes unless it is told otherwise: there are two topologies, and not every machine two cores. */
import { availableParallelism } from "node:os";

export function defaultJobs(): number {
  return Math.min(2, availableParallelism());
}
