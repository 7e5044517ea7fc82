/**
 * Two benchmark files side by side, as text: speeds of every case, CPU and memory of whole runs. A difference within the
 * spread of both is called none; of a single run no spread is known. Not here: where the files come from (compare.ts).
 */
import { textTable } from "../src/cli/text-table.js";
import type { BenchFile, Measurement } from "./measurement.js";

/**
 * The cases that both files have, side by side.
 * @throws Error when they have none in common.
 */
export function compareFiles(before: BenchFile, after: BenchFile): string {
  const known = new Map(before.measurements.map((m) => [`${m.section}/${m.name}`, m]));
  const rows = after.measurements.flatMap((m) => {
    const was = known.get(`${m.section}/${m.name}`);
    return was === undefined ? [] : [[m.section, m.name, ...speed(was, m)], ...costs(was, m)];
  });
  if (rows.length === 0) throw new Error("the two files have no case in common");
  const machines = before.machine["cpu"] === after.machine["cpu"] ? "" : "different machines\n";
  return `${machines}${textTable(["bench", "case", "A", "B", "change"], rows)}`;
}

function speed(was: Measurement, is: Measurement): readonly string[] {
  const ratio = is.eventsPerSecond / was.eventsPerSecond;
  // A difference within the spread of both is none.
  const isNoise = Math.abs(ratio - 1) <= is.spread + was.spread;
  const isSingle = is.samples < 2 || was.samples < 2;
  const change = isNoise ? "same" : `${percent(ratio)}${isSingle ? " (one run)" : ""}`;
  return [mega(was.eventsPerSecond), mega(is.eventsPerSecond), change];
}

/** CPU and memory of whole runs: steadier than events per second, and the number of events may have changed. */
function costs(was: Measurement, is: Measurement): readonly (readonly string[])[] {
  if (was.cost === undefined || is.cost === undefined) return [];
  const row = (what: string, a: number, b: number): readonly string[] => {
    return [is.section, `${is.name}: ${what}`, a.toFixed(2), b.toFixed(2), percent(b / a)];
  };
  return [
    row("CPU seconds", was.cost.cpuSeconds, is.cost.cpuSeconds),
    row("peak MiB", was.cost.peakRssMiB, is.cost.peakRssMiB),
  ];
}

function percent(ratio: number): string {
  return `${ratio >= 1 ? "+" : ""}${((ratio - 1) * 100).toFixed(1)} %`;
}

function mega(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(2)} M/s`;
}
