/**
 * One setting of a study: a scenario with the values of the axes that led to it. A point is known by the hash of its
 * resolved scenario, so that it is the same point whatever file, order or spelling it came from.
 * Not here: how points are made from axes (sweep/expand.ts), and how they are run (replications.ts).
 */
import { hashScenario } from "../scenario/hash.js";
import type { Scenario } from "../scenario/scenario.js";

/** Value of an axis at a point. */
export type LabelValue = string | number | boolean;

/** Values of all axes at a point, in the order of the axes. */
export type PointLabels = Readonly<Record<string, LabelValue>>;

export interface StudyPoint {
  /** 16 hex digits: hash of the resolved scenario, its topologies included. */
  readonly id: string;
  readonly labels: PointLabels;
  readonly scenario: Scenario;
}

/** Makes a point. */
export function studyPoint(scenario: Scenario, labels: PointLabels = {}): StudyPoint {
  return { id: hashScenario(scenario), labels, scenario };
}

/** A point as people name it: `clusters=8, qps=20`, or its scenario's name when it has no labels. */
export function pointName({ labels, scenario }: Pick<StudyPoint, "labels" | "scenario">): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? scenario.name : pairs.join(", ");
}
