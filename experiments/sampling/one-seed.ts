/** One seed of one mesh in a process of its own, started by reproduce.ts: prints its comparisons as a line of JSON. */
import { simulateSeed, type SampledMesh } from "./runs.js";

const { mesh, seed } = JSON.parse(process.argv[2] ?? "{}") as {
  readonly mesh: SampledMesh;
  readonly seed: number;
};
process.stdout.write(`${JSON.stringify(simulateSeed(mesh, seed))}\n`);
