/**
 * From axes to points: zipped axes move together, the others are crossed, some points come beside, some are left out.
 * The order is that of nested loops, the first axis outermost, so that it does not hang on anything but the file.
 * Each point is a whole scenario, checked as any other; all that is wrong in any of them is told at once.
 */
import { resolveLayers } from "../../scenario/load.js";
import type { Layer } from "../../scenario/layers.js";
import type { Scenario } from "../../scenario/scenario.js";
import type { Complain } from "../../scenario/schema-problems.js";
import { UserError, type Problem } from "../../scenario/user-error.js";
import { studyPoint, type PointLabels, type StudyPoint } from "../point.js";
import { axisOf, type Axis, type AxisStep } from "./axis-values.js";
import type { AxisKeys, Scalar, Settings, SweepSpec } from "./schema.js";

/** What a sweep of points is limited to; a larger one is a mistake in a range. */
const MOST_POINTS = 100_000;
/** Bad points that are told of; more of the same help nobody. */
const MOST_PROBLEMS = 20;

interface Draft {
  readonly labels: PointLabels;
  readonly set: Settings;
}

/**
 * All points of a sweep.
 * @param base layers of the scenario that all points start from.
 * @throws UserError with everything that is wrong.
 */
export function expandPoints(
  spec: SweepSpec,
  base: readonly Layer[],
  file: string,
  complain: Complain,
): readonly StudyPoint[] {
  const groups = axisGroups(spec, complain);
  const size = groups.reduce((product, group) => product * (group[0]?.steps.length ?? 1), 1);
  if (size > MOST_POINTS) {
    const most = MOST_POINTS.toLocaleString("en-US");
    throw new UserError([complain(["spec", "axes"], `give ${size} points; at most ${most}`)]);
  }
  const crossed = exclude(cross(groups), spec, groups.flat(), complain);
  const drafts = [...crossed, ...included(spec, groups.flat(), complain)];
  if (drafts.length === 0) throw new UserError([complain(["spec", "axes"], "leave no point")]);
  return distinct(resolveAll(drafts, spec, base, file), complain);
}

function axisGroups(spec: SweepSpec, complain: Complain): readonly (readonly Axis[])[] {
  const problems: Problem[] = [];
  const names = new Set<string>();
  const groups = spec.axes.map((item, index) => {
    const { zip, name, ...rest } = item;
    const at = ["spec", "axes", index];
    if (zip === undefined && name === undefined)
      problems.push(complain(at, "needs a name (or zip)"));
    if (zip !== undefined && (name !== undefined || Object.keys(rest).length > 0)) {
      problems.push(complain(at, "has zip, so everything else belongs to its axes"));
    }
    const keys = zip ?? [{ ...rest, name: name ?? "" }];
    const axes = keys.flatMap((one, inner): readonly Axis[] => {
      const where = zip === undefined ? at : [...at, "zip", inner];
      if (names.has(one.name))
        problems.push(complain(where, `the axis "${one.name}" is there twice`));
      names.add(one.name);
      const axis = axisOf(one);
      if ("steps" in axis) return [axis];
      problems.push(complain(where, axis.problem));
      return [];
    });
    const lengths = axes.map((axis) => axis.steps.length);
    if (new Set(lengths).size > 1) {
      problems.push(
        complain(at, `zipped axes should be equally long, found ${lengths.join(", ")}`),
      );
    }
    return axes;
  });
  if (problems.length > 0) throw new UserError(problems);
  return groups;
}

function cross(groups: readonly (readonly Axis[])[]): readonly Draft[] {
  let drafts: readonly Draft[] = groups.length === 0 ? [] : [{ labels: {}, set: {} }];
  for (const group of groups) {
    const length = group[0]?.steps.length ?? 0;
    drafts = drafts.flatMap((draft) =>
      Array.from({ length }, (_, index) =>
        group.reduce((at, axis) => place(at, axis.name, axis.steps[index]), draft),
      ),
    );
  }
  return drafts;
}

function place({ labels, set }: Draft, name: string, step: AxisStep | undefined): Draft {
  if (step === undefined) return { labels, set };
  return { labels: { ...labels, [name]: step.label }, set: { ...set, ...step.set } };
}

function exclude(
  drafts: readonly Draft[],
  spec: SweepSpec,
  axes: readonly Axis[],
  complain: Complain,
): readonly Draft[] {
  const problems: Problem[] = [];
  const out = new Set<Draft>();
  for (const [index, rule] of spec.exclude.entries()) {
    const at = ["spec", "exclude", index];
    const unknown = Object.keys(rule).find((name) => !axes.some((axis) => axis.name === name));
    if (unknown !== undefined) {
      problems.push(complain([...at, unknown], noAxis(unknown, axes)));
      continue;
    }
    const hits = drafts.filter(({ labels }) =>
      Object.entries(rule).every(([name, value]) => {
        const label = labels[name];
        return Array.isArray(value)
          ? label !== undefined && value.includes(label)
          : value === label;
      }),
    );
    // A rule that matches nothing is a spelling mistake, and the point it meant would be run.
    if (hits.length === 0) problems.push(complain(at, "matches no point"));
    for (const hit of hits) out.add(hit);
  }
  if (problems.length > 0) throw new UserError(problems);
  return drafts.filter((draft) => !out.has(draft));
}

function included(spec: SweepSpec, axes: readonly Axis[], complain: Complain): readonly Draft[] {
  const problems: Problem[] = [];
  const drafts = spec.include.map((item, index) => {
    let draft: Draft = { labels: {}, set: {} };
    for (const [name, value] of Object.entries(item.at)) {
      const at = ["spec", "include", index, "at", name];
      const axis = axes.find((one) => one.name === name);
      if (axis === undefined) {
        problems.push(complain(at, noAxis(name, axes)));
        continue;
      }
      const step = axis.steps.find(({ label }) => label === value) ?? newStep(axis, spec, value);
      if (step === undefined) problems.push(complain(at, `the axis has no case "${value}"`));
      draft = place(draft, name, step);
    }
    return { labels: draft.labels, set: { ...draft.set, ...item.set } };
  });
  if (problems.length > 0) throw new UserError(problems);
  return drafts;
}

/** A value that is not on the axis goes where the axis' values go; a case cannot be made up. */
function newStep(axis: Axis, spec: SweepSpec, label: Scalar): AxisStep | undefined {
  type Named = Pick<AxisKeys, "path"> & { readonly name?: string | undefined };
  const all = spec.axes.flatMap((item): readonly Named[] => item.zip ?? [item]);
  const keys = all.find(({ name }) => name === axis.name);
  if (keys?.path === undefined) return undefined;
  const paths = typeof keys.path === "string" ? [keys.path] : keys.path;
  return { label, set: Object.fromEntries(paths.map((path) => [path, label])) };
}

function noAxis(name: string, axes: readonly Axis[]): string {
  return `there is no axis "${name}"; there are: ${axes.map((axis) => axis.name).join(", ") || "none"}`;
}

function resolveAll(
  drafts: readonly Draft[],
  spec: SweepSpec,
  base: readonly Layer[],
  file: string,
): readonly StudyPoint[] {
  const problems: Problem[] = [];
  const points = drafts.flatMap(({ labels, set }): readonly StudyPoint[] => {
    const settings = { ...spec.set, ...set };
    try {
      return [studyPoint(resolveWith(base, settings, `${file} (${labelText(labels)})`), labels)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length === 0) return points;
  const more = problems.length - MOST_PROBLEMS;
  const rest = more > 0 ? [{ file, path: "", message: `and ${more} more of such problems` }] : [];
  throw new UserError([...problems.slice(0, MOST_PROBLEMS), ...rest]);
}

function resolveWith(base: readonly Layer[], settings: Settings, file: string): Scenario {
  const layers = Object.entries(settings).map(([path, value]): Layer => {
    const under = path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    return { file, document: undefined, lines: undefined, value, under };
  });
  return resolveLayers([...base, ...layers]);
}

function labelText(labels: PointLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "all points" : `point ${pairs.join(", ")}`;
}

/** Two points with one hash would be counted as two, though they are one run. */
function distinct(points: readonly StudyPoint[], complain: Complain): readonly StudyPoint[] {
  const byId = new Map<string, StudyPoint>();
  for (const point of points) {
    const other = byId.get(point.id);
    if (other !== undefined) {
      const message =
        `${labelText(point.labels)} and ${labelText(other.labels)} are the same scenario; ` +
        "exclude one of them";
      throw new UserError([complain(["spec", "axes"], message)]);
    }
    byId.set(point.id, point);
  }
  return points;
}
