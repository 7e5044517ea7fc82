/**
 * One replication, from its task to its rows: each topology after the other. Called the same way in a worker thread and
 * in the main thread.
 */
import { loadCostProfile } from "../runner/cost-profiles.js";
import { sortSummaryRows } from "../runner/sort-rows.js";
import { runTask, type TopologyOutcome } from "../runner/topology-task.js";
import type { Scenario, TopologyName } from "../scenario/scenario.js";
import type { Replication, ReplicationTask } from "./replications.js";
import { warmUpSeriesOf } from "./warm-up.js";

const NS_PER_SECOND = 1e9;

/** @throws UserError on an unknown cost profile, and what a simulation throws. */
export async function replicate(
  task: ReplicationTask,
): Promise<Replication & { readonly peakRssBytes: number }> {
  const { point, seed, costs: own, variant } = task;
  const scenario = withWarmUp(point.scenario, task.warmUpSeconds);
  const costs = own ?? loadCostProfile(scenario.etcd.costProfile);
  const mockCosts = own ?? loadCostProfile(scenario.mockEtcd.costProfile);
  const outcomes: (TopologyOutcome & { readonly topology: TopologyName })[] = [];
  for (const topology of scenario.topologies) {
    const options = {
      ...{ scenario, topology, seed, costs, mockCosts },
      ...(variant === undefined ? {} : { variant }),
    };
    outcomes.push({ topology, ...(await runTask(options, () => undefined)) });
  }
  return {
    pointId: point.id,
    seed,
    rows: sortSummaryRows(outcomes.flatMap(({ run }) => run.rows)),
    warnings: outcomes.flatMap(({ run }) => run.warnings),
    events: outcomes.reduce((sum, { run }) => sum + run.events, 0),
    warmUp: outcomes.flatMap(({ topology, run }) => warmUpSeriesOf(topology, run.rows, run.series)),
    peakRssBytes: Math.max(0, ...outcomes.map((outcome) => outcome.peakRssBytes)),
  };
}

function withWarmUp(scenario: Scenario, seconds: number | undefined): Scenario {
  if (seconds === undefined) return scenario;
  return {
    ...scenario,
    timeline: { ...scenario.timeline, warmupNs: Math.round(seconds * NS_PER_SECOND) },
  };
}
