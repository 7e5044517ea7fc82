/**
 * What the models assume for one run beyond what its scenario says of itself: settings that stand for a simplification,
 * and the cost constants that nobody measured. Kept beside docs/background/model.md; not-modelled.ts says what is missing.
 */
import type { CostConstant } from "../measure/documents.js";
import type { Scenario } from "../scenario/scenario.js";

/** Sentences for the manifest, the same for all topologies of a run. */
export function assumedFor(scenario: Scenario, costs: readonly CostConstant[]): readonly string[] {
  return [
    "All clusters of a group are alike, and so are the nodes of a cluster; their changes come independently of each other.",
    ...(scenario.churn.arrivals === "poisson"
      ? ["Changes come at random, at a constant rate (churn.arrivals: poisson)."]
      : ["Changes come at equal intervals (churn.arrivals: interval)."]),
    ...(scenario.fidelity === "cohort"
      ? [
          "Agents in the same state are one group: what reaches them is spread evenly between the first and the last of them (fidelity: cohort).",
        ]
      : []),
    ...(scenario.start === "in-sync"
      ? ["The bootstrap is long over when the run starts (simulation.start: in-sync)."]
      : []),
    ...observedOnly(scenario),
    ...unmeasured(costs),
  ];
}

function observedOnly({ observe, topologies }: Scenario): readonly string[] {
  if (observe === "all" || !topologies.includes("kvstoremesh")) return [];
  const puts = observe.others === "fluid" ? "as a flow" : "one by one";
  return [
    `In kvstoremesh the receiving side of a cluster that is not observed is not simulated: its etcd carries the puts of a mirror that hears what mirrors like it hear, ${puts} (observe).`,
    ...(observe.receivers === "apart"
      ? [
          "A source feels its own cluster's mirror as a flow of what the mirrors hear, without knowing what they still have to write (observe.receivers: apart).",
        ]
      : []),
  ];
}

function unmeasured(costs: readonly CostConstant[]): readonly string[] {
  const names = costs.filter(({ confidence }) => confidence === "assumed").map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    `${names.length} of ${costs.length} cost constants are assumed, neither measured nor published: ${names.join(", ")}. Those that were measured hold for the machine of the measurement.`,
  ];
}
