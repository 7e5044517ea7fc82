/**
 * How results hang on the constants of the model, as a document: sensitivity.json beside the results of a run. Written
 * by src/study, drawn by src/report. It holds no wall-clock time, host name or path.
 */
import type { TopologyName } from "../scenario/scenario.js";
import type { CostConstant, Labels, Unit } from "./documents.js";

/** Version of the shape of sensitivity.json. */
export const SENSITIVITY_SCHEMA_VERSION = 1;

/** A figure that is watched while constants are changed. */
export interface WatchedFigure {
  readonly metric: string;
  readonly stat: string;
  readonly labels: Labels;
}

/** What one constant does to one figure when it alone is changed. */
export interface OneAtATime {
  readonly constant: string;
  readonly confidence: CostConstant["confidence"];
  /** The figure with the constant lowered and raised by the change, mean over the seeds. */
  readonly low: number;
  readonly high: number;
}

/** What one constant does to one figure while the others are anywhere in their range (Morris). */
export interface Screening {
  readonly constant: string;
  readonly confidence: CostConstant["confidence"];
  /** Mean absolute effect over the whole range, as a share of the figure: how much the constant matters. */
  readonly muStar: number;
  /** Standard deviation of the effect, same unit: how much it hangs on the other constants, or is not linear. */
  readonly sigma: number;
}

/** All constants against one figure of one topology, the strongest first. */
export interface FigureSensitivity extends WatchedFigure {
  readonly topology: TopologyName;
  readonly unit: Unit;
  /** The figure with the constants as they are. */
  readonly base: number;
  readonly oneAtATime: readonly OneAtATime[];
  /** Empty when no screening was asked for. */
  readonly screening: readonly Screening[];
}

export interface SensitivityDocument {
  readonly schemaVersion: typeof SENSITIVITY_SCHEMA_VERSION;
  /** Version of clustermesh-sim. */
  readonly version: string;
  /** The scenario as the user gave it; the runs may have used shorter phases. */
  readonly scenario: { readonly name: string; readonly hash: string };
  readonly costProfile: string;
  /** Share by which each constant is lowered and raised: 0.2 is 20 %. */
  readonly change: number;
  readonly seeds: readonly string[];
  /** Random paths of the screening; 0 when there was none. */
  readonly trajectories: number;
  readonly figures: readonly FigureSensitivity[];
}

/** The larger of a constant's two effects, as a share of the figure. */
export function effectOf({ low, high }: Pick<OneAtATime, "low" | "high">, base: number): number {
  if (base === 0) return 0;
  return Math.max(Math.abs(low - base), Math.abs(high - base)) / Math.abs(base);
}
