/**
 * Makes a scenario cheap to run many times: cohorts, a sample of observed clusters, short phases. Objectives are steady
 * figures and bootstrap times, which such runs give as well; rare events of long runs are out of reach of a plan.
 */
import type { Scenario } from "../scenario/scenario.js";
import { slosOf } from "./plan.js";

const SECOND_NS = 1e9;
/** At 10 changes a second the busy time of a limiter is then known within some 4 % by one seed. */
const WINDOW_NS = 60 * SECOND_NS;
const DRAIN_NS = 20 * SECOND_NS;
const WARMUP_NS = 5 * SECOND_NS;
const OBSERVED = 2;
/** A bootstrap that takes this many times its limit is not waited for. */
const BOOTSTRAP_PATIENCE = 1.1;

/** The same mesh with short phases. A phase that is shorter already stays. */
export function cheapScenario(scenario: Scenario): Scenario {
  const { timeline } = scenario;
  const limit = slosOf(scenario)
    .filter(({ metric }) => metric === "simulation_phase_seconds")
    .reduce((most, { max }) => Math.max(most, max), 0);
  const patienceNs = limit > 0 ? BOOTSTRAP_PATIENCE * limit * SECOND_NS : Infinity;
  return {
    ...scenario,
    fidelity: "cohort",
    observe: { sample: OBSERVED },
    timeline: {
      bootstrapTimeoutNs: Math.min(timeline.bootstrapTimeoutNs, patienceNs),
      warmupNs: Math.min(timeline.warmupNs, WARMUP_NS),
      durationNs: Math.min(timeline.durationNs, WINDOW_NS),
      drainNs: Math.min(timeline.drainNs, DRAIN_NS),
    },
  };
}
