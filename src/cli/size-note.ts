/**
 * Says before a run starts that it needs more memory than most machines have, and what needs less.
 */
import { humanise } from "../report/format.js";
import { readersOneByOne, topologyCost } from "../runner/run-cost.js";
import type { Scenario } from "../scenario/scenario.js";

/** Node's heap ends at about 4 GiB unless it is told otherwise, and a laptop has not much more to give. */
const LARGE_BYTES = 4 * 2 ** 30;
/** As many clusters as the preset of the largest mesh draws. */
const SAMPLE = 16;

/** A sentence for each topology that will not fit, with what to do. */
export function sizeNotes(scenario: Scenario): readonly string[] {
  return scenario.topologies.flatMap((topology) => {
    const { memoryBytes, readerBytes } = topologyCost(scenario, topology);
    if (memoryBytes <= LARGE_BYTES) return [];
    const memory = humanise(memoryBytes, "bytes");
    if (readerBytes < memoryBytes / 2) return [`${topology} needs some ${memory} of memory`];
    const readers = readersOneByOne(scenario, topology).toLocaleString("en-US");
    const less =
      scenario.fidelity === "individual"
        ? "spec.fidelity cohort has groups of them"
        : `spec.observe {sample: ${SAMPLE}, others: fluid} has fewer`;
    return [
      `${topology} needs some ${memory} of memory, it simulates ${readers} readers one by one: ${less}`,
    ];
  });
}
