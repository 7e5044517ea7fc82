/**
 * Judges the rows of a run by the objectives of its scenario. The worst matching row decides; where the run gives an
 * interval for the figure and the limit lies inside it, the verdict is "inconclusive", which is not a pass.
 * Not here: objectives over several seeds (src/study), exit codes (src/cli).
 */
import type { Unit } from "../scenario/metric-catalogue.js";
import type { Slo, TopologyName } from "../scenario/scenario.js";
import type { Labels, SummaryRow } from "./documents.js";

/** Whether an objective holds. */
export type Verdict = true | false | "inconclusive";

/** One objective in one topology, judged. */
export interface SloResult {
  readonly topology: TopologyName;
  readonly metric: string;
  readonly stat: string;
  /** Labels that the objective names. */
  readonly labels: Labels;
  readonly max: number;
  readonly passed: Verdict;
  /** The worst figure and its unit; absent when the run has no such figure. */
  readonly value?: number;
  readonly unit?: Unit;
  /** 95 % interval of the figure, where the run knows one. */
  readonly low?: number;
  readonly high?: number;
  /** All labels of the row that had the worst figure. */
  readonly worst?: Labels;
}

/**
 * All objectives, in the order in which they are declared, for each topology that has rows. A figure that one topology
 * does not have (a mirror's, in a mesh without mirrors) is left out there; one that no topology has is inconclusive.
 */
export function judgeSlos(slos: readonly Slo[], rows: readonly SummaryRow[]): readonly SloResult[] {
  const topologies = [...new Set(rows.map(({ topology }) => topology))];
  return slos.flatMap((slo) => {
    const asked = topologies.filter((name) => slo.topology === undefined || slo.topology === name);
    const judged = asked.flatMap((topology) => judgeOne(slo, topology, rows) ?? []);
    if (judged.length > 0) return judged;
    const topology = asked[0] ?? slo.topology ?? "original";
    return [{ ...nameOf(slo, topology), passed: "inconclusive" as const }];
  });
}

/** Whether every objective is passed; "inconclusive" when none is missed but some are not certain. */
export function overall(results: readonly { readonly passed: Verdict }[]): Verdict {
  if (results.some(({ passed }) => passed === false)) return false;
  return results.every(({ passed }) => passed === true) ? true : "inconclusive";
}

/** The verdict on an interval, which may be a single value. */
export function verdictOf(low: number, high: number, max: number): Verdict {
  if (high <= max) return true;
  return low > max ? false : "inconclusive";
}

/** Whether a row is one of those that an objective speaks of. */
export function isAbout(slo: Slo, row: SummaryRow): boolean {
  return (
    row.metric === slo.metric &&
    row.stat === slo.stat &&
    (slo.topology === undefined || slo.topology === row.topology) &&
    Object.entries(slo.labels).every(([name, value]) => row.labels[name] === value)
  );
}

function judgeOne(
  slo: Slo,
  topology: TopologyName,
  rows: readonly SummaryRow[],
): SloResult | undefined {
  let worst: SummaryRow | undefined;
  for (const row of rows) {
    if (row.topology !== topology || !isAbout(slo, row)) continue;
    if (worst === undefined || row.value > worst.value) worst = row;
  }
  if (worst === undefined) return undefined;
  const low = boundOf(rows, worst, "low");
  const high = boundOf(rows, worst, "high");
  const { value, unit, labels } = worst;
  return {
    ...nameOf(slo, topology),
    passed: verdictOf(low ?? value, high ?? value, slo.max),
    value,
    unit,
    ...(low === undefined || high === undefined ? {} : { low, high }),
    worst: labels,
  };
}

function nameOf({ metric, stat, labels, max }: Slo, topology: TopologyName) {
  return { topology, metric, stat, labels, max };
}

/** The run's own bound of a figure: a row beside it, such as p99_ci95_low. */
function boundOf(
  rows: readonly SummaryRow[],
  of: SummaryRow,
  side: "low" | "high",
): number | undefined {
  const stat = `${of.stat}_ci95_${side}`;
  const labels = Object.entries(of.labels);
  const bound = rows.find(
    (row) =>
      row.stat === stat &&
      row.metric === of.metric &&
      row.topology === of.topology &&
      labels.every(([name, value]) => row.labels[name] === value),
  );
  return bound?.value;
}
