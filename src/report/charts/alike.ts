/**
 * Which clusters a chart shows when a mesh has up to 511 of them: clusters with equal figures become one row, and when
 * more than twelve different ones remain, those with the least, the middle and the most.
 * Not a clustering method: "alike" means equal to three digits, which structure (connections, watchers) is by design.
 */
import { compareNames } from "../run-documents.js";

/** More rows than this and a reader compares none of them. */
export const ROWS_MAX = 12;

/** One row of a chart: the cluster whose figures are drawn, and what to call it. */
export interface ClusterRow {
  readonly cluster: string;
  readonly label: string;
}

/**
 * The rows to draw. `figures` holds, for each cluster, the numbers that must be equal for two clusters to share
 * a row; their sum orders the clusters when there are too many.
 */
export function clusterRows(
  figures: ReadonlyMap<string, readonly number[]>,
): readonly ClusterRow[] {
  const classes = new Map<string, string[]>();
  for (const cluster of [...figures.keys()].sort(compareNames)) {
    const key = (figures.get(cluster) ?? []).map((value) => value.toPrecision(3)).join(" ");
    const members = classes.get(key);
    if (members) members.push(cluster);
    else classes.set(key, [cluster]);
  }
  const groups = [...classes.values()];
  if (groups.length === 1 && figures.size > 1) {
    return [{ cluster: groups[0]?.[0] ?? "", label: `each of ${figures.size} clusters` }];
  }
  if (groups.length <= ROWS_MAX) return groups.map(groupRow);
  return extremes(figures);
}

function groupRow(members: readonly string[]): ClusterRow {
  const cluster = members[0] ?? "";
  const others = members.length - 1;
  return { cluster, label: others === 0 ? cluster : `${cluster} (+${others} alike)` };
}

function extremes(figures: ReadonlyMap<string, readonly number[]>): readonly ClusterRow[] {
  const sum = (cluster: string): number =>
    (figures.get(cluster) ?? []).reduce((total, value) => total + value, 0);
  const ordered = [...figures.keys()].sort((a, b) => sum(a) - sum(b) || compareNames(a, b));
  const at = (share: number): string => ordered[Math.round(share * (ordered.length - 1))] ?? "";
  return [
    { cluster: at(0), label: `least: ${at(0)}` },
    { cluster: at(0.5), label: `median: ${at(0.5)}` },
    { cluster: at(1), label: `most: ${at(1)}` },
  ];
}
