/**
 * The values of one axis of a sweep: a list as it stands, a range, or steps by ratio. Each is exact and short (0.3, never
 * 0.30000000000000004), since values become labels, and file texts. Not here: how axes combine (expand.ts).
 */
import type { AxisKeys, Scalar, Settings } from "./schema.js";

/** One place on an axis: its label, and the fields that it sets. */
export interface AxisStep {
  readonly label: Scalar;
  readonly set: Settings;
}

export interface Axis {
  readonly name: string;
  readonly steps: readonly AxisStep[];
}

/** More values than this are a mistake. */
const MOST_VALUES = 10_000;
const FORMS = ["values", "range", "log2", "log10"] as const;

/** The axis, or what is wrong with it, as a sentence about the axis. */
export function axisOf(keys: AxisKeys): Axis | { readonly problem: string } {
  const { name, path, cases } = keys;
  const forms = FORMS.filter((form) => keys[form] !== undefined);
  if (cases !== undefined) {
    if (path !== undefined || forms.length > 0)
      return { problem: "has cases, so it takes no path and no values" };
    const names = cases.map((one) => one.name);
    const twice = names.find((one, index) => names.indexOf(one) !== index);
    if (twice !== undefined) return { problem: `names the case "${twice}" twice` };
    return { name, steps: cases.map((one) => ({ label: one.name, set: one.set })) };
  }
  if (path === undefined) return { problem: "needs a path (or cases)" };
  if (forms.length !== 1) {
    const found = forms.length === 0 ? "has none" : `has ${forms.join(" and ")}`;
    return { problem: `needs one of ${FORMS.join(", ")}, and ${found}` };
  }
  const values = valuesOf(keys);
  if (values.length === 0) return { problem: "has no value: its range is empty" };
  if (values.length > MOST_VALUES) return { problem: `has more than ${MOST_VALUES} values` };
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) return { problem: `has the value ${twice} twice` };
  const paths = typeof path === "string" ? [path] : path;
  const steps = values.map((label) => ({
    label,
    set: Object.fromEntries(paths.map((one) => [one, label])),
  }));
  return { name, steps };
}

function valuesOf({ values, range, log2, log10 }: AxisKeys): readonly Scalar[] {
  if (values !== undefined) return values;
  if (range !== undefined) {
    const count = Math.floor((range.to - range.from) / range.step + 1e-9) + 1;
    return steps(count, (index) => short(range.from + index * range.step, 12));
  }
  if (log2 !== undefined) {
    const count = Math.floor(Math.log2(log2.to / log2.from) + 1e-9) + 1;
    return steps(count, (index) => short(log2.from * 2 ** index, 12));
  }
  if (log10 !== undefined) {
    const { from, to, perDecade } = log10;
    const count = Math.floor(Math.log10(to / from) * perDecade + 1e-9) + 1;
    const all = steps(count, (index) =>
      short(from * 10 ** (index / perDecade), perDecade === 3 ? 1 : 2),
    );
    return all;
  }
  return [];
}

function steps(count: number, at: (index: number) => number): readonly number[] {
  return Array.from({ length: Math.max(0, Math.min(count, MOST_VALUES + 1)) }, (_, i) => at(i));
}

/** Rounds to so many significant digits. */
function short(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
