/**
 * Whole runs: presets through all of their topologies, models and measuring included. Beside the
 * hold model this says what a user waits for; files and charts are not part of it.
 */
import type { Measurement, Section } from "./measurement.js";
import { wholeRun } from "./whole-run.js";

const PRESETS = ["three-clusters", "cilium-ci-250"] as const;
/** A preset is repeated until it has run this long. */
const LEAST_SECONDS = 8;

/** Events per second of two presets: the small default and Cilium's own scale test. */
export const presetRuns: Section = {
  name: "whole run",
  run(): Promise<readonly Measurement[]> {
    return Promise.resolve(PRESETS.map((preset) => measure(preset)));
  },
};

function measure(preset: string): Measurement {
  const { run } = wholeRun(preset);
  const speeds: number[] = [];
  let eventsPerSample = 0;
  let spentSeconds = 0;
  // tinybench would repeat a run of ten seconds too often; a run warms itself up.
  while (spentSeconds < LEAST_SECONDS) {
    const start = performance.now();
    const { events } = run();
    const seconds = (performance.now() - start) / 1e3;
    spentSeconds += seconds;
    eventsPerSample = events;
    speeds.push(events / seconds);
  }
  const eventsPerSecond = median(speeds);
  const distances = speeds.map((speed) => Math.abs(speed - eventsPerSecond));
  return {
    section: presetRuns.name,
    name: preset,
    eventsPerSample,
    samples: speeds.length,
    eventsPerSecond,
    spread: median(distances) / eventsPerSecond,
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
