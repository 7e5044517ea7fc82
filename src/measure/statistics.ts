/**
 * Intervals for means of a few values, such as one figure over several seeds or batches.
 * They hold for independent values that are about normal: seeds are, batches if they are long.
 */
import { mean as average, sampleStandardDeviation } from "simple-statistics";

/** Two-sided 95 % quantiles of Student's t by degrees of freedom 1..30. */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145,
  2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048,
  2.045, 2.042,
];

/** Student's t for a two-sided 95 % interval; beyond 30 degrees of freedom the normal's 1.96. */
export function studentT975(degreesOfFreedom: number): number {
  return T_975[degreesOfFreedom - 1] ?? (degreesOfFreedom < 1 ? Infinity : 1.96);
}

/** Mean and half width of its 95 % interval; infinitely wide for fewer than two values. */
export function meanInterval(values: readonly number[]): {
  readonly mean: number;
  readonly halfWidth: number;
  readonly n: number;
} {
  const n = values.length;
  if (n < 2) return { mean: values[0] ?? 0, halfWidth: Infinity, n };
  const mean = average([...values]);
  const halfWidth = studentT975(n - 1) * (sampleStandardDeviation([...values]) / Math.sqrt(n));
  return { mean, halfWidth, n };
}
