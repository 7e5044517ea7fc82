/**
 * `npm run bench`: prints how many events per second this machine handles, and writes the same to
 * results/local/bench.json. A new part is one file that exports a `Section`, and one line in
 * SECTIONS. Not a gate: speeds vary from machine to machine and from minute to minute.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { textTable } from "../src/cli/text-table.js";
import { holdModel } from "./hold-model.js";
import type { Measurement, Section } from "./measurement.js";
import { presetRuns } from "./preset-runs.js";

const SECTIONS: readonly Section[] = [holdModel, presetRuns];
const OUT_FILE = join(dirname(fileURLToPath(import.meta.url)), "../results/local/bench.json");

await main();

async function main(): Promise<void> {
  const measurements: Measurement[] = [];
  for (const section of SECTIONS) {
    process.stderr.write(`bench: ${section.name}\n`);
    measurements.push(...(await section.run()));
  }
  if (measurements.length === 0) throw new Error("the bench measured nothing");
  process.stdout.write(table(measurements));
  mkdirSync(dirname(OUT_FILE), { recursive: true });
  writeFileSync(OUT_FILE, `${JSON.stringify({ machine: machine(), measurements }, null, 2)}\n`);
  process.stderr.write(`bench: written to ${OUT_FILE}\n`);
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
