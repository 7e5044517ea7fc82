/** The smallest sweep that tests run, and how to load a sweep from text. Not a test. */
import { loadSweep, type Sweep } from "../../../src/study/sweep/load.js";

/** A mesh that runs in a tenth of a second. */
export const TINY_MESH = `apiVersion: clustermesh-sim/v1
kind: Scenario
metadata: { name: tiny }
spec:
  mesh: { clusters: 2, nodes: 2, identities: 3, endpoints: 10, endpointsQPS: 2 }
  simulation: { warmup: 1s, duration: 5s, drain: 5s }
`;

/** A sweep file over `mesh.yaml` with this `spec`, flow style or block style. */
export function sweepText(spec: string): string {
  return `apiVersion: clustermesh-sim/v1
kind: Sweep
metadata: { name: tiny-sweep }
spec:
  scenario: { file: mesh.yaml }
${spec
  .split("\n")
  .map((line) => `  ${line}`)
  .join("\n")}
`;
}

/** Loads a sweep over the tiny mesh. */
export async function loadTiny(spec: string): Promise<Sweep> {
  return loadSweep({
    file: "sweep.yaml",
    text: sweepText(spec),
    readScenario: (file) => Promise.resolve({ file, text: TINY_MESH }),
  });
}
