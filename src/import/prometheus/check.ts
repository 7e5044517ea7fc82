/**
 * Holds a simulated present against the measured one: for each figure that both have, the value of the cluster with the
 * highest one, and the ratio. Clusters are not matched by name, since a scenario has no names of the mesh.
 */
import type { SummaryRow } from "../../measure/documents.js";
import { METRICS } from "../../scenario/metric-catalogue.js";
import type { TopologyName } from "../../scenario/scenario.js";
import { meanOf, rateOf, type Labels, type Series, type SeriesSet } from "./series.js";

/** One line of the comparison. */
export interface CheckRow {
  readonly topology: TopologyName;
  readonly metric: string;
  readonly stat: string;
  readonly unit: string;
  readonly measured: number;
  readonly simulated: number;
  /** simulated / measured; undefined when that is a division by zero. */
  readonly ratio: number | undefined;
}

/** Parts of a total: labels by which series of one etcd are told apart, and added up. */
const PARTS = ["client", "scope", "station", "source_cluster"];
/** Only a simulator can measure this: the name of its own output (src/report/formats/openmetrics.ts). */
const WINDOW_LATENCY = "clustermesh_sim_window_sync_latency_seconds";
const QUANTILES: Readonly<Record<string, string>> = { "0.5": "p50", "0.9": "p90", "0.99": "p99" };

/** All figures that both have, in the catalogue's order. */
export function checkAgainst(
  all: SeriesSet,
  results: readonly SummaryRow[],
  windowSeconds: number | undefined,
): readonly CheckRow[] {
  const topologies = [...new Set(results.map(({ topology }) => topology))];
  return METRICS.flatMap(({ name }) =>
    topologies.flatMap((topology) => {
      const isLatency = name === "sync_latency_seconds";
      const series = all
        .named(isLatency ? WINDOW_LATENCY : name)
        .filter((one) => (one.labels["topology"] ?? topology) === topology && isOfEtcd(one));
      const rows = results.filter((row) => row.topology === topology && row.metric === name);
      if (isLatency) return latencyRows(topology, series, rows);
      return figureRows(topology, name, series, rows, windowSeconds);
    }),
  );
}

/** Memory is known by the name of the container only. */
function isOfEtcd({ name, labels }: Series): boolean {
  if (name !== "process_resident_memory_bytes") return true;
  const { process, container, job } = labels;
  return [process, container, job].some((label) => label?.includes("etcd") === true);
}

function figureRows(
  topology: TopologyName,
  metric: string,
  series: readonly Series[],
  rows: readonly SummaryRow[],
  windowSeconds: number | undefined,
): readonly CheckRow[] {
  return (["rate", "mean", "value"] as const).flatMap((stat) => {
    const mine = rows.filter((row) => row.stat === stat && isWhole(row.labels));
    const [first] = mine;
    if (first === undefined) return [];
    const simulated = highest(mine.map(({ labels, value }) => [labels, value]));
    const measured = highest(
      series
        .filter(({ labels }) => isWhole(labels))
        .flatMap((one) => {
          const value = stat === "rate" ? rateOf(one, windowSeconds) : meanOf(one);
          return value === undefined ? [] : [[one.labels, value] as const];
        }),
    );
    if (measured === undefined || simulated === undefined) return [];
    return [row(topology, metric, stat, first.unit, measured, simulated)];
  });
}

function latencyRows(
  topology: TopologyName,
  series: readonly Series[],
  rows: readonly SummaryRow[],
): readonly CheckRow[] {
  const isAll = ({ labels }: { readonly labels: Labels }): boolean =>
    (labels["stage"] ?? "total") === "total" && (labels["type"] ?? "all") === "all";
  return Object.entries(QUANTILES).flatMap(([quantile, stat]) => {
    const measured = series.find((one) => isAll(one) && one.labels["quantile"] === quantile);
    const simulated = rows.find((one) => isAll(one) && one.stat === stat);
    if (measured === undefined || simulated === undefined) return [];
    const { metric, unit, value } = simulated;
    return [row(topology, metric, stat, unit, measured.last, value)];
  });
}

/** Not the sum over all clusters, and of the parts of a whole only the whole when it is there itself. */
function isWhole(labels: Labels): boolean {
  const { cluster, station, process } = labels;
  if (cluster === "all") return false;
  return (station ?? "total") === "total" && (process ?? "etcd") === "etcd";
}

/** The highest sum of the parts of one etcd. */
function highest(values: readonly (readonly [Labels, number])[]): number | undefined {
  const sums = new Map<string, number>();
  for (const [labels, value] of values) {
    const key = Object.entries(labels)
      .filter(([name]) => !PARTS.includes(name))
      .map(([name, text]) => `${name}\0${text}`)
      .sort()
      .join("\0");
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return sums.size === 0 ? undefined : Math.max(...sums.values());
}

function row(
  topology: TopologyName,
  metric: string,
  stat: string,
  unit: string,
  measured: number,
  simulated: number,
): CheckRow {
  const ratio = measured === 0 ? (simulated === 0 ? 1 : undefined) : simulated / measured;
  return { topology, metric, stat, unit, measured, simulated, ratio };
}
