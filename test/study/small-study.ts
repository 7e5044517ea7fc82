/** The smallest mesh that studies are tested with, and how to run it. Not a test. */
import { loadScenario } from "../../src/scenario/load.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { firstSeeds, seedRuns, tasksOf, type SeedRun } from "../../src/study/seed-runs.js";

export const SMALL_SCENARIO = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: small }
spec:
  mesh: { clusters: 3, nodes: 5, identities: 5, endpoints: 20, endpointsQPS: 2 }
  simulation: { warmup: 1s, duration: 10s, drain: 10s }
`;

/** The small mesh with overrides such as "spec.mesh.nodes=7". */
export function smallScenario(...set: readonly string[]): Scenario {
  return loadScenario({ file: "small.yaml", text: SMALL_SCENARIO, set });
}

/** Its runs in both topologies. */
export async function smallRuns(
  seeds: number,
  ...set: readonly string[]
): Promise<readonly SeedRun[]> {
  return seedRuns(tasksOf(smallScenario(...set), firstSeeds(seeds)), { jobs: 1 });
}
