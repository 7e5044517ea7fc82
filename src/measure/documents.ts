/**
 * The documents that a run leaves behind, as types. `summary.json` and `metrics.ndjson` are a contract with
 * other programs: change them only together with `SCHEMA_VERSION`, and keep reading the old ones.
 * Neither holds a wall-clock time, a host name or a path; those belong to the manifest.
 */
import type { Unit } from "../scenario/metric-catalogue.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";
import type { SloResult } from "./slos.js";

export type { Unit };

/** Version of the shape of summary.json and metrics.ndjson. */
export const SCHEMA_VERSION = 1;

export type Labels = Readonly<Record<string, string>>;

/** One figure. */
export interface SummaryRow {
  readonly topology: TopologyName;
  readonly metric: string;
  readonly labels: Labels;
  readonly stat: string;
  readonly unit: Unit;
  readonly value: number;
}

export interface SummaryDocument {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  /** Version of clustermesh-sim. */
  readonly version: string;
  readonly scenario: { readonly name: string; readonly hash: string };
  readonly seed: string;
  /** Sorted by topology, metric, labels, stat. */
  readonly results: readonly SummaryRow[];
  /** The objectives of the scenario, judged; absent when it declares none. */
  readonly slos?: readonly SloResult[];
}

/** One line of metrics.ndjson: a value over time (`t`, seconds since the processes started; the bin's end). */
export interface MetricsRow {
  readonly topology: TopologyName;
  readonly metric: string;
  readonly labels: Labels;
  readonly stat: string;
  readonly unit: Unit;
  /** Seconds, end of the bin; null for a row about the whole window (a quantile of a distribution). */
  readonly t: number | null;
  readonly value: number;
}

/** A remark that a reader must see, with a stable code (`explain W003`). */
export interface Warning {
  readonly code: string;
  readonly topology?: TopologyName;
  readonly message: string;
}

/** One constant of a cost profile, with where it comes from. */
export interface CostConstant {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly meaning: string;
  readonly source: string;
  readonly confidence: "measured" | "published" | "documented" | "assumed";
  /** Lowest and highest value of the repetitions of its measurement, in `unit`. */
  readonly interval?: readonly [number, number] | undefined;
}

/** Everything about one run that is not a result. Wall-clock times and machine facts live here only. */
export interface ManifestDocument {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly version: string;
  readonly scenario: Scenario;
  readonly scenarioHash: string;
  readonly seed: string;
  /** The command that repeats this run. */
  readonly replay: string;
  readonly warnings: readonly Warning[];
  /** What the models assume, beside what the scenario says of itself. */
  readonly assumptions: readonly string[];
  readonly notModelled: readonly string[];
  readonly costs: readonly CostConstant[];
  readonly environment: {
    readonly node: string;
    readonly platform: string;
    readonly gitCommit: string | null;
    readonly startedAt: string;
  };
  readonly runs: readonly {
    readonly topology: TopologyName;
    readonly wallSeconds: number;
    readonly events: number;
    readonly simulatedSeconds: number;
    readonly peakRssBytes: number;
  }[];
}
