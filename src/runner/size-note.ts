/**
 * Says before a run starts that it is larger than most machines: what a run costs in memory is the readers that it simulates
 * one by one. Not an estimate of its time, which depends on what happens in it: see docs/background/scale.md.
 */
import { listClusters, namedClusters, observesAll } from "../../models/mesh-clusters.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";

/**
 * What a reader of one remote cluster takes, with its stores and watchers. Measured: 44 KB a mirror in ten minutes of
 * mesh-511x5000 (64 observed), 58 KB with 128 clusters of it all observed, 51 KB an agent in the original topology with
 * `fidelity: individual`.
 */
const READER_BYTES = 50_000;
/** Node's heap ends at about 4 GiB unless it is told otherwise, and a laptop has not much more to give. */
const LARGE_BYTES = 4 * 2 ** 30;
/** As many clusters as the preset of the largest mesh draws. */
const SAMPLE = 16;

/** A sentence for each topology that will not fit, with what to do. */
export function sizeNotes(scenario: Scenario): readonly string[] {
  return scenario.topologies.flatMap((topology) => {
    const readers = readersOneByOne(scenario, topology);
    const bytes = readers * READER_BYTES;
    if (bytes <= LARGE_BYTES) return [];
    const gib = Math.round(bytes / 2 ** 30);
    const count = readers.toLocaleString("en-US");
    const less =
      scenario.fidelity === "individual"
        ? "spec.fidelity cohort has groups of them"
        : `spec.observe {sample: ${SAMPLE}, others: fluid} has fewer`;
    return [
      `${topology} simulates ${count} readers one by one, some ${gib} GiB of memory: ${less}`,
    ];
  });
}

/** Clients of one remote cluster that are no cohort. */
function readersOneByOne(scenario: Scenario, topology: TopologyName): number {
  const clusters = listClusters(scenario);
  const real = clusters.filter(({ group }) => !group.mocked);
  const { observe } = scenario;
  const sample =
    observe === "all" || observesAll(scenario, topology)
      ? real.length
      : Math.min(real.length, observe.sample + namedClusters(scenario).size);
  const perCluster = real.reduce((sum, { group }) => sum + group.agents, 0) / real.length;
  const agents = scenario.fidelity === "individual" ? sample * perCluster : 0;
  const mirrors = topology === "kvstoremesh" ? sample : 0;
  return Math.round((agents + mirrors) * Math.max(0, clusters.length - 1));
}
