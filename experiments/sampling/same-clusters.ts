/**
 * One seed of one mesh in a process of its own, started by source-error.ts: the latency of the clusters that a sample
 * observes, in the sample and in a run that observes all but one (only samples tell clusters apart). Prints it as a line
 * of JSON.
 */
import { readFileSync } from "node:fs";
import { loadCostProfile } from "../../src/runner/cost-profiles.js";
import { ShareRun } from "../../src/runner/share-run.js";
import { LatencyHistogram } from "../../src/measure/latency-histogram.js";
import { loadScenario } from "../../src/scenario/load.js";
import { EXPERIMENT, type SampledMesh } from "./runs.js";
import type { Latencies, SameClusters } from "./latencies.js";

type ByCluster = ReadonlyMap<number, LatencyHistogram>;

const { mesh, seed } = JSON.parse(process.argv[2] ?? "{}") as {
  readonly mesh: SampledMesh;
  readonly seed: number;
};
process.stdout.write(`${JSON.stringify(sameClusters(mesh, seed))}\n`);

function sameClusters(
  { clusters, sample, duration, set = [] }: SampledMesh,
  ofSeed: number,
): SameClusters {
  const observing = (count: number): { readonly changes: number; readonly latency: ByCluster } =>
    simulated([
      `spec.mesh.clusters=${clusters}`,
      `spec.simulation.duration=${duration}`,
      `spec.observe={sample: ${count}}`,
      ...set,
    ]);
  const sampled = observing(sample);
  const whole = observing(clusters - 1);
  const observed = [...sampled.latency.keys()].filter((index) => whole.latency.has(index));
  return {
    clusters,
    seed: ofSeed,
    observed: observed.length,
    changes: whole.changes,
    sampled: latencies(sampled.latency, observed),
    whole: latencies(whole.latency, observed),
  };
}

function simulated(set: readonly string[]): {
  readonly changes: number;
  readonly latency: ByCluster;
} {
  const file = `experiments/${EXPERIMENT}/scenario.yaml`;
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const scenario = loadScenario({ file, text, set: [...set] });
  const costs = loadCostProfile(scenario.etcd.costProfile);
  const run = new ShareRun(
    { scenario, topology: "kvstoremesh", seed: String(seed), costs },
    { holds: "whole" },
  );
  run.run();
  const latency = new Map<number, LatencyHistogram>();
  for (const [index, data] of run.measured().latency.clusters) {
    const histogram = new LatencyHistogram();
    histogram.mergeData(data);
    latency.set(index, histogram);
  }
  const changed = run.sources.flatMap(({ measuredChanges }) => Object.values(measuredChanges));
  return { changes: changed.reduce((sum, count) => sum + count, 0), latency };
}

function latencies(of: ByCluster, observed: readonly number[]): Latencies {
  const all = new LatencyHistogram();
  for (const index of observed) {
    const one = of.get(index);
    if (one !== undefined) all.merge(one);
  }
  const [p50, p90, p99] = [0.5, 0.9, 0.99].map((q) => all.quantileNs(q));
  return { mean: all.sumNs / all.count, p50: p50 ?? NaN, p90: p90 ?? NaN, p99: p99 ?? NaN };
}
