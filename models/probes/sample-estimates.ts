/**
 * What a sample of the clusters (`observe: {sample: k}`) says of all of them: latency and the loads of their etcds, each
 * with an interval for the sampling. Clusters that incidents name are observed anyway, so they stand for themselves only
 * and the drawn ones for the others of their group. Not here: the formulas (src/measure/cluster-sample.ts).
 */
import { nsToSeconds } from "../../src/engine/time.js";
import {
  meanLatencyOfAll,
  meanOfAll,
  quantileOfAll,
  type SampleEstimate,
  type Stratum,
} from "../../src/measure/cluster-sample.js";
import type { Labels, SummaryRow, Unit } from "../../src/measure/documents.js";
import type { WindowResult } from "../../src/measure/sampler.js";
import { othersAreFluid } from "../mesh-clusters.js";
import type { Mesh } from "../mesh.js";
import type { MeshCluster } from "../mesh-parts.js";
import type { LatencyRecorder } from "./latency-recorder.js";

type Row = Omit<SummaryRow, "topology">;

/** The loads of an etcd that a sample estimates: which reading, and the name of the estimate. */
const LOADS: readonly {
  readonly metric: string;
  readonly labels?: Labels;
  readonly estimate: string;
  readonly unit: Unit;
}[] = [
  { metric: "etcd_mvcc_put_total", estimate: "sample_etcd_puts", unit: "1/s" },
  { metric: "etcd_debugging_mvcc_events_total", estimate: "sample_etcd_events", unit: "1/s" },
  {
    metric: "etcd_network_client_grpc_sent_bytes_total",
    estimate: "sample_etcd_sent_bytes",
    unit: "bytes/s",
  },
  {
    metric: "etcd_cpu_cores",
    labels: { station: "total" },
    estimate: "sample_etcd_cpu_cores",
    unit: "cores",
  },
  {
    metric: "process_resident_memory_bytes",
    labels: { process: "etcd" },
    estimate: "sample_etcd_memory_bytes",
    unit: "bytes",
  },
];

const QUANTILES = [
  ["p50", 0.5],
  ["p90", 0.9],
  ["p99", 0.99],
] as const;

/**
 * What latency is off by at most when the clusters that are not observed are a flow: the bounds that a test holds it to
 * (test/models/mesh/a-flow-loads-as-its-puts-do.test.ts). The interval is that much wider. Generous: over 40 meshes the
 * mean error is 0.3 % (mean), 0.1 % (p50), 1.8 % (p90) and 1.0 % (p99), see experiments/sampling.
 */
const FLUID_ERROR: Readonly<Record<string, number>> = {
  mean: 0.03,
  p50: 0.03,
  p90: 0.03,
  p99: 0.05,
};

/**
 * The same when each of their puts is an event, as standard deviations: what waits at the sources is not quite the same,
 * and all observed clusters share it, so the spread between these does not show it. Measured on the same clusters in a
 * sample and in the whole run, over 36 seeds that no judgement uses (experiments/sampling/source-error.ts); of its three
 * meshes each figure is that of the worst. p99 is that of a mesh with thousands of agents, where it stands at the edge of
 * the changes that meet a heartbeat; where few agents read it is 0.5 %.
 */
export const SOURCE_ERROR: Readonly<Record<string, number>> = {
  mean: 0.0017,
  p50: 0.0015,
  p90: 0.0041,
  p99: 0.0146,
};
const NORMAL_975 = 1.96;
/** Changes in the window that it was measured with; fewer of them leave more to chance, by the root. */
const SOURCE_ERROR_CHANGES = 1000;

/** The rows of the estimates; none when every cluster is observed. */
export function sampleRows(
  mesh: Mesh,
  recorder: LatencyRecorder,
  results: readonly WindowResult[],
): readonly Row[] {
  const strata = strataOf(mesh.clusters);
  const all = sum(strata.map(({ population }) => population));
  const observed = sum(strata.map((stratum) => stratum.observed.length));
  if (observed === 0 || observed === all) return [];
  const count = (stat: string, value: number): Row => {
    return { metric: "sample_clusters", labels: {}, stat, unit: "count", value };
  };
  return [
    count("observed", observed),
    count("all", all),
    ...latencyRows(strata, recorder, errorsOf(mesh)),
    ...loadRows(strata, results),
  ];
}

function latencyRows(
  strata: readonly Stratum<MeshCluster>[],
  recorder: LatencyRecorder,
  errorOf: (stat: string) => Errors,
): readonly Row[] {
  const histograms = strata.map(({ population, observed }) => ({
    population,
    observed: observed.flatMap(({ index }) => recorder.ofCluster(index) ?? []),
  }));
  // A cluster without a single delivery gives no latency, and a stratum of such ones stands for nobody.
  const known = histograms.filter((stratum) => stratum.observed.length > 0);
  const estimates = [
    ["mean", meanLatencyOfAll(known)],
    ...QUANTILES.map(([stat, q]) => [stat, quantileOfAll(known, q)] as const),
  ] as const;
  return estimates.flatMap(([stat, estimate]) => {
    const what = { metric: "sample_latency_seconds", unit: "seconds", stat } as const;
    return estimateRows(what, inSeconds(estimate, errorOf(stat)));
  });
}

function loadRows(
  strata: readonly Stratum<MeshCluster>[],
  results: readonly WindowResult[],
): readonly Row[] {
  return LOADS.flatMap(({ metric, labels = {}, estimate, unit }) => {
    const byCluster = new Map(
      results
        .filter(({ reading }) => reading.metric === metric && matches(reading.labels, labels))
        .map(({ reading, mean }) => [reading.labels["cluster"], mean]),
    );
    const found = strata.map(({ population, observed }) => ({
      population,
      observed: observed.flatMap(({ name }) => byCluster.get(name) ?? []),
    }));
    const known = found.filter((stratum) => stratum.observed.length > 0);
    return estimateRows({ metric: estimate, unit, stat: "mean" }, meanOfAll(known));
  });
}

/** Clusters of one group that were drawn, for the others of the group; and those that are observed in any case. */
function strataOf(clusters: readonly MeshCluster[]): readonly Stratum<MeshCluster>[] {
  const real = clusters.filter(({ group }) => !group.mocked);
  const groups = [...new Set(real.map(({ group }) => group))];
  const named = real.filter((cluster) => cluster.named);
  const drawn = groups.map((group) => {
    const members = real.filter((cluster) => cluster.group === group && !cluster.named);
    return { population: members.length, observed: members.filter(({ observed }) => observed) };
  });
  const strata = [...drawn, { population: named.length, observed: named }];
  return strata.filter(({ population }) => population > 0);
}

function estimateRows(
  { metric, unit, stat }: Pick<Row, "metric" | "unit" | "stat">,
  estimate: SampleEstimate | undefined,
): readonly Row[] {
  if (estimate === undefined) return [];
  const { value, low, high } = estimate;
  const row = (name: string, figure: number): Row => {
    return { metric, labels: {}, stat: name, unit, value: figure };
  };
  return [
    row(stat, value),
    row(`${stat}_ci95_low`, Math.max(0, low)),
    row(`${stat}_ci95_high`, high),
  ];
}

/** What a latency is off by beside the sampling, as shares of it. */
interface Errors {
  /** One to be added to the interval: it is no chance. */
  readonly fixed: number;
  /** Standard deviation of one that is independent of the sampling. */
  readonly random: number;
}

function errorsOf({ scenario, clusters }: Mesh): (stat: string) => Errors {
  if (othersAreFluid(scenario)) {
    return (stat) => ({ fixed: FLUID_ERROR[stat] ?? 0, random: 0 });
  }
  const changes = sum(clusters.flatMap(({ source }) => Object.values(source.measuredChanges)));
  const fewer = Math.sqrt(Math.max(1, SOURCE_ERROR_CHANGES / Math.max(1, changes)));
  return (stat) => ({ fixed: 0, random: fewer * (SOURCE_ERROR[stat] ?? 0) });
}

/** In seconds, and wider on both sides by what else it is off by. */
function inSeconds(
  estimate: SampleEstimate | undefined,
  { fixed, random }: Errors,
): SampleEstimate | undefined {
  if (estimate === undefined) return undefined;
  const value = nsToSeconds(estimate.value);
  const wide = (widthNs: number): number =>
    Math.hypot(nsToSeconds(widthNs), NORMAL_975 * random * value) + fixed * value;
  return {
    value,
    low: value - wide(estimate.value - estimate.low),
    high: value + wide(estimate.high - estimate.value),
  };
}

function matches(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, next) => total + next, 0);
}
