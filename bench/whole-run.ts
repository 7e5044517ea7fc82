/** Whole runs: a preset through both topologies, from the resolved scenario to the result's rows. */
import { loadCostProfile } from "../src/runner/cost-profiles.js";
import { simulate } from "../src/runner/simulate.js";
import { presetScenario } from "../src/scenario/presets.js";

export interface WholeRun {
  readonly name: string;
  /** Runs the preset once; returns the engine events of both topologies and the simulated seconds. */
  readonly run: () => { readonly events: number; readonly simulatedSeconds: number };
}

export function wholeRun(preset: string): WholeRun {
  const scenario = presetScenario(preset);
  const costs = loadCostProfile(scenario.etcd.costProfile);
  const run = () => {
    let events = 0;
    let simulatedNs = 0;
    for (const topology of scenario.topologies) {
      const result = simulate({ scenario, topology, seed: "1", costs });
      events += result.events;
      simulatedNs += result.simulatedNs;
    }
    return { events, simulatedSeconds: simulatedNs / 1e9 };
  };
  return { name: preset, run };
}
