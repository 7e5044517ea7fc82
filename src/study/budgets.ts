/**
 * Budgets: by how much a figure may grow against its baseline before a check fails, such as 5 % for the p99 latency.
 * An objective limits the figure itself; a budget limits its change. Pure.
 */
import type { Labels } from "../measure/documents.js";
import { METRICS } from "../scenario/metric-catalogue.js";
import { STATS } from "../scenario/slo-schema.js";
import type { Comparison, Difference } from "./compare.js";

/** One budget. */
export interface Budget {
  readonly metric: string;
  readonly stat: string;
  readonly labels: Labels;
  /** Share by which the mean over the seeds may grow: 0.05 is 5 %. */
  readonly maxIncrease: number;
}

/** A budget that was held against a comparison. */
export interface BudgetResult extends Budget {
  readonly topology: string;
  /** Share by which the worst of its figures grew; 0 when nothing changed. */
  readonly increase: number;
  readonly passed: boolean;
}

/**
 * Reads a budget as written on the command line: `sync_latency_seconds:p99=5%`, with labels in braces after the metric:
 * `etcd_cpu_cores{station=total}:mean=10%`. Gives the reason when it cannot.
 */
export function parseBudget(text: string): Budget | string {
  const match = /^([a-z0-9_]+)(?:\{([^}]*)\})?:([a-z0-9.]+)=(\d+(?:\.\d+)?)%$/.exec(text);
  if (match === null) return 'should be METRIC:STAT=PERCENT%, as in "sync_latency_seconds:p99=5%"';
  const [, metric = "", labelText = "", stat = "", percent = ""] = match;
  if (!METRICS.some(({ name }) => name === metric)) return `there is no metric "${metric}"`;
  if (!STATS.some((known) => known === stat)) return `there is no statistic "${stat}"`;
  const pairs = labelText.split(",").filter((pair) => pair !== "");
  const labels = Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const implied =
    metric === "sync_latency_seconds" && pairs.length === 0
      ? { stage: "total", type: "all" }
      : labels;
  return { metric, stat, labels: implied, maxIncrease: Number(percent) / 100 };
}

/** Holds each budget against a comparison of one topology. */
export function judgeBudgets(
  budgets: readonly Budget[],
  comparison: Comparison,
): readonly BudgetResult[] {
  return budgets.map((budget) => {
    const growths = comparison.differences
      .filter((difference) => isAbout(budget, difference))
      .map(({ a, b }) => (a === 0 ? (b > 0 ? Infinity : 0) : (b - a) / Math.abs(a)));
    const increase = Math.max(0, ...growths);
    return {
      ...budget,
      topology: comparison.b,
      increase,
      passed: increase <= budget.maxIncrease,
    };
  });
}

function isAbout({ metric, stat, labels }: Budget, difference: Difference): boolean {
  return (
    difference.metric === metric &&
    difference.stat === stat &&
    Object.entries(labels).every(([name, value]) => difference.labels[name] === value)
  );
}
