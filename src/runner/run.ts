/**
 * One run: a scenario and a seed in, the three result documents out. It loads the costs, runs each topology, sorts the
 * rows and fills the manifest. It writes nothing (write.ts does) and prints nothing.
 */
import { createHash } from "node:crypto";
import { SCHEMA_VERSION } from "../measure/documents.js";
import type { ManifestDocument, MetricsRow, SummaryDocument } from "../measure/documents.js";
import { judgeSlos } from "../measure/slos.js";
import { AGENT_CONSTANTS } from "../../models/process/agent-costs.js";
import { canonicalJson } from "../scenario/render.js";
import type { Scenario } from "../scenario/scenario.js";
import type { CheckOptions } from "./checks.js";
import { loadCostProfile } from "./cost-profiles.js";
import { gitCommit, packageVersion } from "./package-info.js";
import { RunFailure, toErrorRecord } from "./run-failure.js";
import { runTopologies } from "./run-topologies.js";
import type { Progress } from "./simulate.js";
import { sortMetricsRows, sortSummaryRows } from "./sort-rows.js";
import type { TopologyOutcome, TopologyTask } from "./topology-task.js";
import { traceFileOf } from "./trace-file.js";

export interface RunOptions extends CheckOptions {
  readonly scenario: Scenario;
  readonly seed: string;
  /** The command that repeats this run; kept in the manifest and shown when the run fails. */
  readonly replay: string;
  /** How many topologies run at the same time, >= 1 (default 1). Never changes a result. */
  readonly jobs?: number;
  /** Where the event trace goes; with several topologies each gets a file of its own. */
  readonly traceFile?: string;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** The documents of one run. */
export interface RunResult {
  readonly summary: SummaryDocument;
  readonly metrics: readonly MetricsRow[];
  readonly manifest: ManifestDocument;
}

/** Digits of the scenario hash: 64 bits, enough that two scenarios of one person never meet. */
const HASH_DIGITS = 16;

/**
 * The identity of a scenario: the first 16 hex digits of the SHA-256 of its canonical JSON. Objectives do not belong to
 * it, since they judge a run without changing it: a result can be judged by new ones.
 */
export function hashScenario(scenario: Scenario): string {
  const text = canonicalJson({ ...scenario, slos: undefined });
  return createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS);
}

/**
 * Runs every topology of the scenario.
 * @throws UserError on an unknown cost profile, RunFailure when a topology fails, Interrupted after an abort.
 */
export async function runScenario(options: RunOptions): Promise<RunResult> {
  const { scenario, seed, replay } = options;
  const startedAt = new Date().toISOString();
  const tasks = tasksOf(options);
  const outcomes = await runTopologies(tasks, { ...options, jobs: options.jobs ?? 1 });
  const version = packageVersion();
  const hash = hashScenario(scenario);
  try {
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
        assumptions: scenario.assumptions,
        notModelled: distinct(outcomes.flatMap(({ run }) => run.notModelled)),
        costs: [...(tasks[0]?.costs.constants ?? []), ...AGENT_CONSTANTS],
        environment: {
          node: process.version,
          platform: `${process.platform}-${process.arch}`,
          gitCommit: gitCommit(),
          startedAt,
        },
        runs: outcomes.map((outcome, index) => runRecord(outcome, tasks[index])),
      },
    };
  } catch (error) {
    throw new RunFailure(toErrorRecord(error), replay);
  }
}

function tasksOf(options: RunOptions): readonly TopologyTask[] {
  const { scenario, seed, traceFile, checks, variant } = options;
  const costs = loadCostProfile(scenario.etcd.costProfile);
  const mockCosts = loadCostProfile(scenario.mockEtcd.costProfile);
  const isOnly = scenario.topologies.length === 1;
  return scenario.topologies.map((topology) => ({
    scenario,
    topology,
    seed,
    costs,
    mockCosts,
    ...(checks === undefined ? {} : { checks }),
    ...(variant === undefined ? {} : { variant }),
    ...(traceFile === undefined ? {} : { traceFile: traceFileOf(traceFile, topology, isOnly) }),
  }));
}

function runRecord(
  { run, wallSeconds, peakRssBytes }: TopologyOutcome,
  task: TopologyTask | undefined,
): ManifestDocument["runs"][number] {
  if (task === undefined) throw new Error("each outcome should have its task");
  const { topology } = task;
  return {
    topology,
    wallSeconds,
    events: run.events,
    simulatedSeconds: run.simulatedNs / 1e9,
    peakRssBytes,
  };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
