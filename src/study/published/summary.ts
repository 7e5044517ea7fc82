/** What the published figures say together: how many are reproduced, how many are off, how near the values come. */
import { offBy } from "./judge.js";
import type { PublishedFigure } from "./load.js";
import type { FigureResult, PublishedResults } from "./results.js";

/** A figure with its result. */
export interface Judged {
  readonly figure: PublishedFigure;
  readonly result: FigureResult;
}

export interface Summary {
  readonly reproduced: readonly Judged[];
  readonly off: readonly Judged[];
  readonly undecided: readonly Judged[];
  /** Of the undecided: those that the model was built on. */
  readonly inputs: readonly Judged[];
  /** Factors by which values are off, in ascending order; bounds say nothing about distance. */
  readonly factors: readonly number[];
}

/** Puts figures and results together. @throws Error when they are not the same figures. */
export function judgedOf(
  figures: readonly PublishedFigure[],
  results: PublishedResults,
): readonly Judged[] {
  const byName = new Map(results.figures.map((result) => [result.name, result]));
  const judged = figures.map((figure) => {
    const result = byName.get(figure.name);
    if (result === undefined) throw new Error(`there should be a result of ${figure.name}`);
    return { figure, result };
  });
  if (judged.length !== results.figures.length)
    throw new Error("every result should have a figure");
  return judged;
}

/** Counts and sorts them. */
export function summarise(judged: readonly Judged[]): Summary {
  const of = (verdict: FigureResult["verdict"]): readonly Judged[] =>
    judged.filter(({ result }) => result.verdict === verdict);
  const undecided = of("undecided");
  return {
    reproduced: of("reproduced"),
    off: of("off"),
    undecided,
    inputs: undecided.filter(({ figure }) => figure.spec.input !== undefined),
    factors: judged
      .filter(({ figure }) => figure.spec.expect?.is === "about")
      .flatMap(({ result }) => offBy(result.ratio) ?? [])
      .sort((a, b) => a - b),
  };
}

/** The middle of sorted numbers; undefined when there are none. */
export function medianOf(sorted: readonly number[]): number | undefined {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[half - 1] ?? upper) + upper) / 2;
}

/** Judged figures by the name of their source, in the order in which sources first appear. */
export function bySource(
  judged: readonly Judged[],
): readonly (readonly [string, readonly Judged[]])[] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const { name } = one.figure.spec.source;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return [...groups];
}
