/**
 * `npm run bench:compare -- A B`: two benchmark files side by side. A and B are files, or commits of which
 * results/bench/bench.json is taken. It only tells; speeds of two days or machines are not a gate.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { textTable } from "../src/cli/text-table.js";
import type { BenchFile, Measurement } from "./measurement.js";

const FILE = "results/bench/bench.json";

const [one, other] = process.argv.slice(2);
if (one === undefined || other === undefined) {
  process.stderr.write("usage: npm run bench:compare -- FILE|COMMIT FILE|COMMIT\n");
  process.exit(2);
}
process.stdout.write(compare(read(one), read(other)));

function read(where: string): BenchFile {
  const text = existsSync(where)
    ? readFileSync(where, "utf8")
    : execFileSync("git", ["show", `${where}:${FILE}`], { encoding: "utf8" });
  return JSON.parse(text) as BenchFile;
}

function compare(before: BenchFile, after: BenchFile): string {
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
  const change = isNoise ? "same" : percent(ratio);
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
