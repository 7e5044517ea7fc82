/**
 * `npm run bench -- scaling`: how CPU time and memory grow along four axes, each with the exponent of a fitted power
 * law (0 = costs nothing, 1 = in proportion). Small meshes, so that the sweep takes minutes; the points of one axis run
 * one after another, and again in rounds, so that their ratios hold although the machine is not quiet.
 */
import { linearRegression } from "simple-statistics";
import type { TopologyName } from "../src/scenario/scenario.js";
import { childRun } from "./child-run.js";
import type { RunCost } from "./one-run.js";
import { median, type ScalingPoint, type ScalingResult } from "./measurement.js";

interface ScalingOptions {
  readonly repeats: number;
  readonly tell: (line: string) => void;
}

interface Axis {
  readonly name: string;
  readonly topology: TopologyName;
  readonly values: readonly number[];
  readonly set: (value: number) => readonly string[];
}

const SHORT = [
  "spec.incidents=[]",
  "spec.simulation.warmup=5s",
  "spec.simulation.duration=60s",
  "spec.observe=all",
];
const RESTART = "{ at: 5s, what: agents-restart, cluster: cluster-001, agents: 100% }";
const both = (axis: Omit<Axis, "topology">): readonly Axis[] => [
  { ...axis, topology: "original" },
  { ...axis, topology: "kvstoremesh" },
];

const AXES: readonly Axis[] = [
  ...both({
    name: "nodes per cluster",
    values: [10, 100, 1000, 5000],
    set: (nodes) => ["spec.mesh.clusters=16", `spec.mesh.nodes=${nodes}`],
  }),
  {
    name: "clusters",
    topology: "original",
    values: [2, 8, 32, 128, 511],
    set: (clusters) => [`spec.mesh.clusters=${clusters}`],
  },
  {
    name: "clusters, 2 observed",
    topology: "kvstoremesh",
    values: [2, 8, 32, 128, 511],
    set: (clusters) => [
      `spec.mesh.clusters=${clusters}`,
      "spec.observe={sample: 2, others: fluid}",
    ],
  },
  ...both({
    name: "changes per second and cluster",
    values: [0.1, 1, 10, 100],
    set: (qps) => [
      "spec.mesh.clusters=4",
      `spec.mesh.endpointsQPS=${qps}`,
      "spec.clustermesh.apiserver.etcd.qps=1000",
      "spec.clustermesh.apiserver.kvstoremesh.qps=1000",
      "spec.mesh.nodes=100",
    ],
  }),
  {
    name: "agents that restart at once",
    topology: "original",
    values: [10, 100, 1000, 10_000, 100_000],
    set: (agents) => [
      "spec.mesh.clusters=4",
      "spec.mesh.endpoints=2000",
      "spec.mesh.nodes=10",
      `spec.mesh.agents=${agents}`,
      `spec.incidents=[${RESTART}]`,
    ],
  },
];

/** Runs every axis, each of its points so many times; `tell` hears of each run. */
export function scaling({ repeats, tell }: ScalingOptions): readonly ScalingResult[] {
  return AXES.map(({ name, topology, values, set }) => {
    const rounds = Array.from({ length: repeats }, () =>
      values.map((value) => {
        const cost = childRun({
          preset: "mesh-511x5000",
          topology,
          set: [...SHORT, ...set(value)],
        });
        const seconds = cost.cpuSeconds.toFixed(1);
        tell(`${name} ${value} ${topology}: ${seconds} s, ${Math.round(cost.peakRssMiB)} MiB`);
        return cost;
      }),
    );
    const points = values.map((value, place): ScalingPoint => {
      return { value, ...medianCost(rounds.flatMap((round) => round[place] ?? [])) };
    });
    return {
      axis: name,
      topology,
      points,
      cpuExponent: exponent(points, ({ cpuSeconds }) => cpuSeconds),
      memoryExponent: exponent(points, ({ peakRssMiB }) => peakRssMiB),
    };
  });
}

function medianCost(runs: readonly RunCost[]): RunCost {
  const middle = (read: (run: RunCost) => number): number => median(runs.map(read));
  return {
    events: middle(({ events }) => events),
    wallSeconds: middle(({ wallSeconds }) => wallSeconds),
    cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
    peakRssMiB: middle(({ peakRssMiB }) => peakRssMiB),
    simulatedSeconds: middle(({ simulatedSeconds }) => simulatedSeconds),
  };
}

function exponent(points: readonly ScalingPoint[], read: (point: ScalingPoint) => number): number {
  const logs = points.map((point) => [Math.log(point.value), Math.log(read(point))]);
  return linearRegression(logs).m;
}
