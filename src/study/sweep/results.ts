/**
 * The result documents of a sweep, made from the runs that count. They hold no wall time, host, path or order of events,
 * so they are equal to the last byte however the sweep was run. The contract with other programs is `resultVersion`.
 */
import type { Unit } from "../../measure/documents.js";
import type { TopologyName } from "../../scenario/scenario.js";
import { DEFAULT_LEVEL, estimate, type Estimate } from "../estimate.js";
import type { PointLabels } from "../point.js";
import type { WarmUp } from "../warm-up.js";
import { figureIn } from "./figures.js";
import type { Sweep } from "./load.js";
import { notesOf, type Note } from "./notes.js";
import { isDone, type PointState } from "./schedule.js";
import type { Document } from "./write.js";

export const RESULTS_FILE = "results.json";
export const RUNS_FILE = "runs.ndjson";
export const CSV_FILE = "results.csv";
const RESULT_VERSION = 1;

/** A figure of a point over its seeds. Bounds are null where one seed gives none. */
export interface FigureResult {
  readonly topology: TopologyName;
  readonly figure: string;
  readonly unit: Unit;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly method: Estimate["method"];
}

export interface PointResult {
  readonly id: string;
  readonly labels: PointLabels;
  /** Seeds with a result. */
  readonly seeds: readonly string[];
  /** Seconds of warm-up, when MSER-5 asked for more than the scenario has. */
  readonly warmUpSeconds: number | null;
  readonly warmUp: readonly WarmUp[];
  readonly precise?: boolean;
  readonly figures: readonly FigureResult[];
}

export interface FailureResult {
  readonly point: string;
  readonly labels: PointLabels;
  readonly seed: string;
  readonly error: string;
  readonly replay: string;
}

export interface SweepResults {
  readonly resultVersion: typeof RESULT_VERSION;
  /** Version of clustermesh-sim. */
  readonly version: string;
  readonly sweep: { readonly name: string; readonly description: string };
  /** Level of the intervals. */
  readonly level: number;
  readonly points: readonly PointResult[];
  readonly notes: readonly Note[];
  readonly failures: readonly FailureResult[];
}

/** Makes the results. */
export function resultsOf(
  sweep: Sweep,
  states: readonly PointState[],
  version: string,
): SweepResults {
  return {
    resultVersion: RESULT_VERSION,
    version,
    sweep: { name: sweep.name, description: sweep.description },
    level: DEFAULT_LEVEL,
    points: states.map((state) => pointResult(sweep, state)),
    notes: notesOf(sweep, states),
    failures: states.flatMap(failuresOf),
  };
}

function pointResult(sweep: Sweep, state: PointState): PointResult {
  const { point, runs, warmUpSeconds, warmUp, precise } = state;
  const done = runs.filter(isDone);
  const figures = point.scenario.topologies.flatMap((topology) =>
    sweep.spec.figures.flatMap((figure): readonly FigureResult[] => {
      const found = done.flatMap(({ rows }) => figureIn(rows, topology, figure) ?? []);
      const [first] = found;
      if (first === undefined) return [];
      const { mean, lowCI, highCI, n, method } = estimate(found.map(({ value }) => value));
      const [low, high] = n < 2 ? [null, null] : [lowCI, highCI];
      return [{ topology, figure: figure.name, unit: first.unit, mean, low, high, n, method }];
    }),
  );
  const seeds = done.map(({ seed }) => seed);
  const head = { id: point.id, labels: point.labels, seeds, warmUpSeconds, warmUp };
  return { ...head, ...(precise === undefined ? {} : { precise }), figures };
}

function failuresOf({ point, runs }: PointState): readonly FailureResult[] {
  return runs.flatMap((run) => {
    if (run.kind === "done") return [];
    const error = `${run.error.name}: ${run.error.message}`;
    return [{ point: point.id, labels: point.labels, seed: run.seed, error, replay: run.replay }];
  });
}

/** The documents to write: the results last, so that they are there only when all is. */
export function renderResults(
  sweep: Sweep,
  states: readonly PointState[],
  results: SweepResults,
): readonly Document[] {
  return [
    { name: RUNS_FILE, content: runLines(sweep, states) },
    { name: CSV_FILE, content: csv(sweep, results) },
    { name: RESULTS_FILE, content: `${JSON.stringify(results, null, 2)}\n` },
  ];
}

/** One line a run: its figures, for paired differences. */
function runLines(sweep: Sweep, states: readonly PointState[]): string {
  const lines = states.flatMap(({ point, runs }) =>
    runs.filter(isDone).map(({ seed, events, rows }) => {
      const byTopology = point.scenario.topologies.map((topology) => {
        const values = sweep.spec.figures.flatMap((figure) => {
          const found = figureIn(rows, topology, figure);
          return found === undefined ? [] : [[figure.name, found.value] as const];
        });
        return [topology, Object.fromEntries(values)] as const;
      });
      const figures = Object.fromEntries(byTopology);
      return JSON.stringify({ point: point.id, labels: point.labels, seed, events, figures });
    }),
  );
  return lines.map((line) => `${line}\n`).join("");
}

function csv(sweep: Sweep, { points }: SweepResults): string {
  const axes = [...new Set(points.flatMap(({ labels }) => Object.keys(labels)))];
  const head = [...axes, "topology", "figure", "unit", "mean", "ci95_low", "ci95_high", "n"];
  const rows = points.flatMap(({ labels, figures }) =>
    figures.map(({ topology, figure, unit, mean, low, high, n }) => [
      ...axes.map((axis) => labels[axis] ?? ""),
      ...[topology, figure, unit, mean, low ?? "", high ?? "", n],
    ]),
  );
  return [head, ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join("");
}

function csvCell(value: string | number | boolean): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
