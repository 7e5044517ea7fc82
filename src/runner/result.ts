/**
 * The documents of one run, from the outcomes of its topologies: rows sorted, objectives judged, manifest filled in. Pure:
 * the command line and the explorer make the same bytes with it. Not here: running (run.ts) and writing (write.ts).
 */
import { AGENT_CONSTANTS } from "../../models/process/agent-costs.js";
import { SCHEMA_VERSION } from "../measure/documents.js";
import type { ManifestDocument, MetricsRow, SummaryDocument } from "../measure/documents.js";
import { judgeSlos } from "../measure/slos.js";
import { hashScenario } from "../scenario/hash.js";
import type { Scenario } from "../scenario/scenario.js";
import { assumedFor } from "./assumed.js";
import { sortMetricsRows, sortSummaryRows } from "./sort-rows.js";
import type { TopologyRun } from "./simulate.js";

/** The documents of one run. */
export interface RunResult {
  readonly summary: SummaryDocument;
  readonly metrics: readonly MetricsRow[];
  readonly manifest: ManifestDocument;
}

/** One topology: what it gave, and what it took. */
export interface TopologyResult {
  readonly run: TopologyRun;
  readonly wallSeconds: number;
  readonly peakRssBytes: number;
}

export interface ResultParts {
  readonly scenario: Scenario;
  readonly seed: string;
  /** The command that repeats the run. */
  readonly replay: string;
  /** Version of clustermesh-sim. */
  readonly version: string;
  /** In the order of `scenario.topologies`. */
  readonly outcomes: readonly TopologyResult[];
  /** Constants of the cost profile in use. */
  readonly costs: ManifestDocument["costs"];
  readonly environment: ManifestDocument["environment"];
}

/** Puts the documents together. @throws Error when a figure is not finite. */
export function assembleResult(parts: ResultParts): RunResult {
  const { scenario, seed, replay, version, outcomes } = parts;
  const costs = [...parts.costs, ...AGENT_CONSTANTS];
  const hash = hashScenario(scenario);
  const results = sortSummaryRows(outcomes.flatMap(({ run }) => run.rows));
  return {
    summary: {
      schemaVersion: SCHEMA_VERSION,
      version,
      scenario: { name: scenario.name, hash },
      seed,
      results,
      ...(scenario.slos === undefined ? {} : { slos: judgeSlos(scenario.slos, results) }),
    },
    metrics: sortMetricsRows(outcomes.flatMap(({ run }) => run.series)),
    manifest: {
      schemaVersion: SCHEMA_VERSION,
      version,
      scenario,
      scenarioHash: hash,
      seed,
      replay,
      warnings: outcomes.flatMap(({ run }) => run.warnings),
      assumptions: assumedFor(scenario, costs),
      notModelled: [...new Set(outcomes.flatMap(({ run }) => run.notModelled))],
      costs,
      environment: parts.environment,
      runs: outcomes.map(({ run, wallSeconds, peakRssBytes }, index) => ({
        topology: topologyAt(scenario, index),
        wallSeconds,
        events: run.events,
        simulatedSeconds: run.simulatedNs / 1e9,
        peakRssBytes,
      })),
    },
  };
}

/** The text of summary.json; `-o json` prints the same bytes. */
export function renderSummaryJson(summary: SummaryDocument): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}

function topologyAt(scenario: Scenario, index: number): Scenario["topologies"][number] {
  const topology = scenario.topologies[index];
  if (topology === undefined) throw new Error("each outcome should have its topology");
  return topology;
}
