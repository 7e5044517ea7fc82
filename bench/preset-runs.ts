/**
 * Whole runs: every preset through both of its topologies, each run in a process of its own. Beside the hold model this
 * says what a user waits for; files and charts are not part of it. The largest preset takes minutes and is only run when
 * asked for (`--largest`).
 */
import { TOPOLOGY_NAMES, type TopologyName } from "../src/scenario/scenario.js";
import { PRESETS, presetScenario } from "../src/scenario/presets.js";
import { childRun } from "./child-run.js";
import type { RunCost } from "./one-run.js";
import { median, type Measurement, type Section } from "./measurement.js";

const LARGEST = "mesh-511x5000";
/** Unless asked otherwise a run is repeated so often, or not at all when it takes longer than this. */
const REPEATS = 3;
const LONG_SECONDS = 20;

/** Events per second, time and memory of every preset. */
export function presetRuns(options: {
  readonly largest: boolean;
  readonly repeats: number | undefined;
}): Section {
  return {
    name: "whole run",
    run(): Promise<readonly Measurement[]> {
      const presets = PRESETS.filter(({ name }) => options.largest || name !== LARGEST);
      const found = presets.flatMap(({ name }) => {
        const { topologies } = presetScenario(name);
        return TOPOLOGY_NAMES.filter((topology) => topologies.includes(topology)).map((topology) =>
          measure(name, topology, options.repeats),
        );
      });
      return Promise.resolve(found);
    },
  };
}

function measure(preset: string, topology: TopologyName, repeats: number | undefined): Measurement {
  const first = childRun({ preset, topology, set: [] });
  const wanted = repeats ?? (first.wallSeconds < LONG_SECONDS ? REPEATS : 1);
  const runs: RunCost[] = [first];
  while (runs.length < wanted) runs.push(childRun({ preset, topology, set: [] }));
  const middle = (read: (run: RunCost) => number): number => median(runs.map(read));
  const eventsPerSecond = middle(({ events, wallSeconds }) => events / wallSeconds);
  const distance = (run: RunCost): number =>
    Math.abs(run.events / run.wallSeconds - eventsPerSecond);
  return {
    section: "whole run",
    name: `${preset}, ${topology}`,
    eventsPerSample: middle(({ events }) => events),
    samples: runs.length,
    eventsPerSecond,
    spread: middle(distance) / eventsPerSecond,
    cost: {
      wallSeconds: middle(({ wallSeconds }) => wallSeconds),
      cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
      peakRssMiB: middle(({ peakRssMiB }) => peakRssMiB),
      simulatedSeconds: middle(({ simulatedSeconds }) => simulatedSeconds),
    },
  };
}
