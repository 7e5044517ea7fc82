/**
 * `npm run bench`: how many events per second this machine handles, and what whole runs cost. `npm run bench -- scaling`
 * measures how runs grow instead. Options: `--largest` also runs mesh-511x5000, which takes minutes; `--only SECTION`, such
 * as `--only "hold model"`, measures one part and keeps the others of the file; `--out FOLDER` instead of
 * results/local/bench; `--cpu-clock` times loops by processor time. A new part is one file that exports a `Section`, and one line in SECTIONS. Not a gate: speeds vary
 * from machine to machine and from minute to minute.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "../src/cli/text-table.js";
import { bareQueues } from "./bare-queues.js";
import { holdChart, runsChart, scalingChart, writeChart } from "./charts.js";
import { holdModel } from "./hold-model.js";
import type { BenchFile, Measurement, ScalingFile, Section } from "./measurement.js";
import { presetRuns } from "./preset-runs.js";
import { benchPage } from "./page.js";
import { scaling } from "./scaling.js";
import { stationMm1 } from "./station-mm1.js";
import { IS_CPU_CLOCK } from "./timing.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string" },
    only: { type: "string" },
    largest: { type: "boolean", default: false },
    "cpu-clock": { type: "boolean", default: false },
  },
});
const SECTIONS: readonly Section[] = [
  holdModel,
  bareQueues,
  stationMm1,
  presetRuns({ largest: options.largest }),
];
const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = options.out ?? join(HERE, "../results/local/bench");

mkdirSync(OUT, { recursive: true });
if (positionals.includes("scaling")) await growth();
else await main();
writePage();

async function growth(): Promise<void> {
  const results = scaling((line) => process.stderr.write(`bench: ${line}\n`));
  const rows = results.map(({ axis, topology, cpuExponent, memoryExponent }) => [
    ...[axis, topology],
    ...[cpuExponent.toFixed(2), memoryExponent.toFixed(2)],
  ]);
  process.stdout.write(textTable(["axis", "topology", "CPU exponent", "memory exponent"], rows));
  write("scaling.json", { machine: machine(), results });
  await writeChart(OUT, scalingChart(results, "cpu"));
  await writeChart(OUT, scalingChart(results, "memory"));
}

async function main(): Promise<void> {
  const wanted = SECTIONS.filter(({ name }) => options.only === undefined || options.only === name);
  if (wanted.length === 0) {
    const names = SECTIONS.map(({ name }) => name).join(", ");
    process.stderr.write(`bench: no section "${options.only ?? ""}"; there are: ${names}\n`);
    process.exit(2);
  }
  const known =
    options.only === undefined ? undefined : (read("bench.json") as BenchFile | undefined);
  const measurements: Measurement[] = [];
  for (const section of SECTIONS) {
    if (!wanted.includes(section)) {
      const kept = known?.measurements.filter((one) => one.section === section.name) ?? [];
      measurements.push(...kept);
      continue;
    }
    process.stderr.write(`bench: ${section.name}\n`);
    measurements.push(...(await section.run()));
  }
  process.stdout.write(table(measurements));
  write("bench.json", { machine: machine(), measurements });
  await writeChart(OUT, holdChart(measurements));
  if (measurements.some(({ cost }) => cost !== undefined)) {
    await writeChart(OUT, runsChart(measurements));
  }
}

/** The page beside the figures: whatever of the two files is there. */
function writePage(): void {
  const page = benchPage({
    bench: read("bench.json") as BenchFile | undefined,
    scaling: read("scaling.json") as ScalingFile | undefined,
  });
  writeFileSync(join(OUT, "README.md"), page);
}

function read(file: string): unknown {
  const path = join(OUT, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

function write(file: string, content: unknown): void {
  const path = join(OUT, file);
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
  process.stderr.write(`bench: written to ${path}\n`);
}

function table(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ section, name, eventsPerSecond, spread, samples, cost }) => [
    section,
    name,
    `${(eventsPerSecond / 1e6).toFixed(2)} M`,
    `+-${(spread * 100).toFixed(1)} %`,
    String(samples),
    cost === undefined ? "" : `${cost.wallSeconds.toFixed(1)} s`,
    cost === undefined ? "" : `${cost.peakRssMiB.toFixed(0)} MiB`,
  ]);
  const head = ["bench", "case", "events/s", "spread", "samples", "wall", "memory"];
  return textTable(head, rows);
}

function machine(): Readonly<Record<string, string>> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: String(cpus().length),
    clock: IS_CPU_CLOCK ? "processor time" : "wall",
  };
}
