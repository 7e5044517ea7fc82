/**
 * `npx tsx experiments/sampling/source-error.ts` measures what a sample is off by beside the sampling itself: latency of
 * the same clusters in a sample and in the whole run, over seeds that no judgement uses. Prints the standard deviations
 * that models/probes/sample-estimates.ts has as SOURCE_ERROR, and writes results/sampling/source-error.json.
 */
import { textTable } from "../../src/cli/text-table.js";
import { runChildren } from "../children.js";
import { writeResult } from "../incident-runs.js";
import { sourceErrors, type SameClusters } from "./latencies.js";
import { EXPERIMENT, MESHES, type SampledMesh } from "./runs.js";

/** Seeds from 101 on, for each mesh. */
const SEEDS = 12;
const FIRST_SEED = 101;

/** Thousands of agents, to whom a copy takes milliseconds, and mirrors that are busy a third of the time. */
const LARGE: SampledMesh = {
  clusters: 24,
  sample: 6,
  duration: "60s",
  set: [
    "spec.mesh.nodes=5000",
    "spec.mesh.endpointsQPS=1",
    "spec.mesh.identitiesQPS=0.2",
    "spec.clustermesh.apiserver.etcd={cores: 128, quotaBackendBytes: 8GiB}",
  ],
};
const ALL: readonly SampledMesh[] = [...MESHES, LARGE];

const orders = ALL.flatMap((mesh) =>
  Array.from({ length: SEEDS }, (_, index) => ({ mesh, seed: FIRST_SEED + index })),
);
const results: readonly SameClusters[] = await runChildren(
  new URL("same-clusters.ts", import.meta.url),
  orders,
  {
    name: `${EXPERIMENT}-source-error`,
    tell: ({ mesh, seed }) =>
      process.stderr.write(
        `sampling: ${mesh.clusters} clusters, seed ${seed}, the same clusters\n`,
      ),
  },
);
writeResult(
  EXPERIMENT,
  "source-error.json",
  `[\n${results.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`,
);
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const columns = ["clusters", "latency", "mean error", "root mean square", "runs"];
const rows = sourceErrors(results).map(({ clusters, stat, mean, rootMeanSquare, runs }) => {
  return [String(clusters), stat, percent(mean), percent(rootMeanSquare), String(runs)];
});
process.stdout.write(textTable(columns, rows));
