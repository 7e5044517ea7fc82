/**
 * `npm run bench`: how many events per second this machine handles, and what whole runs cost; `npm run bench -- scaling`:
 * how runs grow. `--help` lists the options. A new part is one file that exports a `Section`, and one line in SECTIONS.
 * Not a gate: speeds vary from machine to machine and from minute to minute.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { textTable } from "../src/cli/text-table.js";
import { bareQueues } from "./bare-queues.js";
import { holdChart, runsChart, scalingChart, writeChart } from "./charts.js";
import { holdModel } from "./hold-model.js";
import type { BenchFile, Measurement, ScalingFile, Section } from "./measurement.js";
import { benchOptions, refuse } from "./options.js";
import { presetRuns } from "./preset-runs.js";
import { benchPage } from "./page.js";
import { scaling } from "./scaling.js";
import { stationMm1 } from "./station-mm1.js";
import { IS_CPU_CLOCK } from "./timing.js";

const options = benchOptions(process.argv.slice(2));
const SECTIONS: readonly Section[] = [holdModel, bareQueues, stationMm1, presetRuns(options)];
const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = options.out ?? join(HERE, "../results/local/bench");

mkdirSync(OUT, { recursive: true });
if (options.isScaling) await growth();
else await main();
writePage();

async function growth(): Promise<void> {
  const { repeats = 1 } = options;
  const tell = (line: string): boolean => process.stderr.write(`bench: ${line}\n`);
  const results = scaling({ repeats, tell });
  const rows = results.map(({ axis, topology, cpuExponent, memoryExponent }) => [
    ...[axis, topology],
    ...[cpuExponent.toFixed(2), memoryExponent.toFixed(2)],
  ]);
  process.stdout.write(textTable(["axis", "topology", "CPU exponent", "memory exponent"], rows));
  write("scaling.json", { machine: machine(), repeats, results });
  await writeChart(OUT, scalingChart(results, "cpu"));
  await writeChart(OUT, scalingChart(results, "memory"));
}

async function main(): Promise<void> {
  const { only = "" } = options;
  const wanted = SECTIONS.filter(({ name }) => name.startsWith(only));
  if (wanted.length === 0) {
    refuse(`no section "${only}"; there are: ${SECTIONS.map(({ name }) => name).join(", ")}`);
  }
  const known = only === "" ? undefined : (read("bench.json") as BenchFile | undefined);
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
    samples === 1 ? "unknown" : `+-${(spread * 100).toFixed(1)} %`,
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
