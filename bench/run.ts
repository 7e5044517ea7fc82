/**
 * `npm run bench`: prints how many events per second this machine handles, and writes the same with a chart to
 * results/local/bench, or to the folder given with --out. `npm run bench -- scaling` measures how runs grow instead.
 * A new part is one file that exports a `Section`, and one line in SECTIONS. Not a gate: speeds vary from machine to
 * machine and from minute to minute.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { textTable } from "../src/cli/text-table.js";
import { bareQueues } from "./bare-queues.js";
import { scalingChart, speedChart, writeChart } from "./charts.js";
import { holdModel } from "./hold-model.js";
import type { Measurement, Section } from "./measurement.js";
import { presetRuns } from "./preset-runs.js";
import { scaling } from "./scaling.js";
import { stationMm1 } from "./station-mm1.js";

const SECTIONS: readonly Section[] = [holdModel, bareQueues, stationMm1, presetRuns];
const args = process.argv.slice(2);
const given = args[args.indexOf("--out") + 1];
const OUT =
  args.includes("--out") && given !== undefined
    ? given
    : join(dirname(fileURLToPath(import.meta.url)), "../results/local/bench");

mkdirSync(OUT, { recursive: true });
if (args.includes("scaling")) await growth();
else await main();

async function growth(): Promise<void> {
  const results = scaling((line) => process.stderr.write(`bench: ${line}\n`));
  const rows = results.map(({ axis, topology, cpuExponent, memoryExponent }) => [
    ...[axis, topology],
    ...[cpuExponent.toFixed(2), memoryExponent.toFixed(2)],
  ]);
  process.stdout.write(textTable(["axis", "topology", "CPU exponent", "memory exponent"], rows));
  write("scaling.json", { machine: machine(), results });
  await writeChart(OUT, scalingChart(results));
}

function write(file: string, content: unknown): void {
  const path = join(OUT, file);
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  process.stderr.write(`bench: written to ${path}\n`);
}

async function main(): Promise<void> {
  const measurements: Measurement[] = [];
  for (const section of SECTIONS) {
    process.stderr.write(`bench: ${section.name}\n`);
    measurements.push(...(await section.run()));
  }
  if (measurements.length === 0) throw new Error("the bench measured nothing");
  process.stdout.write(table(measurements));
  write("bench.json", { machine: machine(), measurements });
  await writeChart(OUT, speedChart(measurements));
}

function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ section, name, eventsPerSecond, spread, samples }) => [
    section,
    name,
    millions(eventsPerSecond),
    `+-${(spread * 100).toFixed(1)} %`,
    String(samples),
  ]);
  return textTable(["bench", "case", "events/s", "spread", "samples"], rows);
}

function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(2)} M`;
}

function machine(): Readonly<Record<string, string>> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
  };
}
