/**
 * From the results of runs to the one value that is held against a published figure: look the row up, combine it with
 * that of the other run, multiply. Not here: whether the value is near enough (judge.ts).
 */
import type { SummaryRow } from "../../measure/documents.js";
import { UserError } from "../../scenario/user-error.js";
import { figureIn, foldRows } from "../sweep/figures.js";
import type { FigureRun, PublishedFigure } from "./load.js";

/** Gives the rows of a run. */
export type RowsOf = (run: FigureRun) => readonly SummaryRow[];

/** The simulated value; undefined for a figure without a decision. @throws UserError when a run has no such row. */
export function simulatedValue(figure: PublishedFigure, rowsOf: RowsOf): number | undefined {
  const { decision } = figure;
  if (decision === undefined) return undefined;
  const { result, run, against } = decision;
  const first = lookUp(figure, run, rowsOf);
  if (against === undefined) return first * result.times;
  const second = lookUp(figure, against.run, rowsOf);
  if (against.operation === "difference") return (first - second) * result.times;
  if (second === 0) throw problem(figure, "is divided by 0: the other run has nothing of it");
  return (first / second) * result.times;
}

function lookUp(figure: PublishedFigure, run: FigureRun, rowsOf: RowsOf): number {
  const { decision } = figure;
  if (decision === undefined) throw problem(figure, "decides nothing");
  const { result, unit, against } = decision;
  const rows = rowsOf(run);
  const found = figureIn(foldRows(rows), run.topology, { name: figure.name, ...result });
  if (found === undefined) {
    const there = rows.filter(({ metric }) => metric === result.metric);
    const forms = there.map(({ stat, labels }) => `${stat} ${JSON.stringify(labels)}`);
    const some = [...new Set(forms)].slice(0, 6).join(", ") || "no row of the metric at all";
    throw problem(figure, `is not in the result of ${run.from}; there are: ${some}`);
  }
  const keepsUnit = result.times === 1 && against?.operation !== "ratio";
  if (keepsUnit && found.unit !== unit)
    throw problem(figure, `is in ${found.unit}, the published value in ${unit}`);
  return found.value;
}

function problem({ name }: PublishedFigure, message: string): UserError {
  return new UserError([{ file: `${name}.yaml`, path: "spec.result", message }]);
}
