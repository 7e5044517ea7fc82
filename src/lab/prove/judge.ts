/**
 * Prediction beside measurement: ratio, noise of repeated runs, and a verdict against the goal of each figure.
 * Pure: it knows neither etcd nor the model.
 */
import { FIGURE_NAMES, median, quantile, type FigureName, type Outcome } from "../outcome.js";

/** How far a prediction may be off: a share, in both directions (1.3 times more, or 1.3 times less, is 0.3). */
export const GOALS: Readonly<Record<FigureName, number>> = {
  cpuSeconds: 0.15,
  events: 0.02,
  sentBytes: 0.02,
  rssBytes: 0.15,
  deliveryP50: 0.3,
  deliveryP95: 0.6,
  deliveryP99: 0.6,
  resyncP50: 0.15,
  resyncP99: 0.15,
  bootstrapSeconds: 0.15,
};

/** `within` the goal; `noise`: outside, but no more than repeated runs differ among themselves; `off`. */
export type Verdict = "within" | "noise" | "off";

/** One figure of one scenario. */
export interface ComparedFigure {
  readonly scenario: string;
  readonly kind: string;
  readonly figure: FigureName;
  readonly predicted: number;
  /** The median of the valid runs, and the lowest and highest. */
  readonly measured: number;
  readonly low: number;
  readonly high: number;
  /** Predicted divided by measured. */
  readonly ratio: number;
  /** How far predicted and measured are apart, as a share of the smaller one. */
  readonly error: number;
  /** How far the valid runs are apart among themselves, in the same way. */
  readonly noise: number;
  readonly verdict: Verdict;
}

/** A scenario with its prediction and the outcomes of its valid runs. */
export interface Proven {
  readonly scenario: string;
  readonly kind: string;
  readonly predicted: Outcome;
  readonly measured: readonly Outcome[];
}

/** Compares all figures that both sides have. */
export function compareFigures({
  scenario,
  kind,
  predicted,
  measured,
}: Proven): readonly ComparedFigure[] {
  return FIGURE_NAMES.flatMap((figure) => {
    const expected = predicted[figure];
    const values = measured.flatMap((outcome) => outcome[figure] ?? []);
    if (expected === undefined || values.length === 0) return [];
    const middle = median(values);
    if (expected === 0 && middle === 0) return [];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const error = apart(expected, middle);
    const noise = values.length > 1 ? apart(low, high) : 0;
    const verdict = verdictOf(error, noise, GOALS[figure]);
    const ratio = expected / middle;
    return [
      {
        scenario,
        kind,
        figure,
        predicted: expected,
        measured: middle,
        low,
        high,
        ratio,
        error,
        noise,
        verdict,
      },
    ];
  });
}

function verdictOf(error: number, noise: number, goal: number): Verdict {
  if (error <= goal) return "within";
  return error <= noise ? "noise" : "off";
}

function apart(one: number, other: number): number {
  const [small, large] = one < other ? [one, other] : [other, one];
  return small === 0 ? Infinity : large / small - 1;
}

/** How one figure did over all scenarios. */
export interface FigureSummary {
  readonly figure: FigureName;
  readonly points: number;
  readonly within: number;
  readonly medianError: number;
  readonly p90Error: number;
  readonly medianNoise: number;
  readonly medianRatio: number;
  readonly goal: number;
}

/** One line for each figure that was compared. */
export function summarise(compared: readonly ComparedFigure[]): readonly FigureSummary[] {
  return FIGURE_NAMES.flatMap((figure) => {
    const own = compared.filter((one) => one.figure === figure);
    if (own.length === 0) return [];
    const errors = own.map(({ error }) => error);
    return [
      {
        figure,
        points: own.length,
        within: own.filter(({ verdict }) => verdict === "within").length,
        medianError: median(errors),
        p90Error: quantile(errors, 0.9) ?? 0,
        medianNoise: median(own.map(({ noise }) => noise)),
        medianRatio: median(own.map(({ ratio }) => ratio)),
        goal: GOALS[figure],
      },
    ];
  });
}
