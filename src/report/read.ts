/**
 * Reads the three documents of an output directory and refuses what it cannot trust.
 * Not a schema validator: it checks the version, that the files belong to one run, and the shape of each row, so that a
 * cut-off or edited file is named here instead of drawing a wrong chart. The shapes are src/measure/documents.ts.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ManifestDocument, MetricsRow, SummaryDocument } from "../measure/documents.js";
import { SCHEMA_VERSION } from "../measure/documents.js";
import { SENSITIVITY_SCHEMA_VERSION, type SensitivityDocument } from "../measure/sensitivity.js";
import { TOPOLOGY_NAMES } from "../scenario/scenario.js";
import { UserError } from "../scenario/user-error.js";
import type { RunDocuments } from "./run-documents.js";

const REDO = "run the scenario again into this directory";

/**
 * The documents of `dir` (as given on the command line).
 * Throws UserError when a file is missing, cut off, of another schema version, or of another run than its neighbours.
 */
export function readRunDirectory(dir: string): RunDocuments {
  const summary = readSummary(join(dir, "summary.json"));
  const manifest = readManifest(join(dir, "manifest.json"));
  if (summary.scenario.hash !== manifest.scenarioHash || summary.seed !== manifest.seed) {
    const runs =
      `summary.json is of scenario ${summary.scenario.hash} seed ${summary.seed}, ` +
      `manifest.json of ${manifest.scenarioHash} seed ${manifest.seed}`;
    fail(join(dir, "manifest.json"), "", `the files come from different runs (${runs}); ${REDO}`);
  }
  const metrics = readMetrics(join(dir, "metrics.ndjson"));
  const sensitivity = readSensitivity(join(dir, "sensitivity.json"), summary.scenario.hash);
  return { summary, manifest, metrics, ...(sensitivity === undefined ? {} : { sensitivity }) };
}

/** The study that lies beside the run, if there is one. It must be of the same scenario. */
function readSensitivity(file: string, hash: string): SensitivityDocument | undefined {
  if (!existsSync(file)) return undefined;
  const value = parse(file, readText(file));
  const again = 'run "sensitivity --out" again into this directory, or remove the file';
  if (!isRecord(value) || value["schemaVersion"] !== SENSITIVITY_SCHEMA_VERSION) {
    return fail(file, "schemaVersion", `should be ${SENSITIVITY_SCHEMA_VERSION}; ${again}`);
  }
  if (!isRecord(value["scenario"]) || value["scenario"]["hash"] !== hash) {
    return fail(file, "scenario.hash", `is of another scenario than the run (${hash}); ${again}`);
  }
  if (!Array.isArray(value["figures"])) return fail(file, "figures", `should be a list; ${again}`);
  return value as unknown as SensitivityDocument;
}

function readSummary(file: string): SummaryDocument {
  const value = readVersioned(file);
  const { results, scenario } = value;
  if (!isRecord(scenario) || typeof scenario["hash"] !== "string") {
    fail(file, "scenario", `should be {name, hash}; ${REDO}`);
  }
  if (typeof value["seed"] !== "string") fail(file, "seed", `should be a string; ${REDO}`);
  if (!Array.isArray(results)) fail(file, "results", `should be a list of rows; ${REDO}`);
  if (results.length === 0) fail(file, "results", `is empty: nothing to report; ${REDO}`);
  results.forEach((row: unknown, index) => {
    if (!isRow(row)) fail(file, `results[${index}]`, `is not a result row; ${REDO}`);
  });
  return value as unknown as SummaryDocument;
}

function readManifest(file: string): ManifestDocument {
  const value = readVersioned(file);
  const lists = ["warnings", "assumptions", "notModelled", "costs", "runs"];
  for (const name of lists) {
    if (!Array.isArray(value[name])) fail(file, name, `should be a list; ${REDO}`);
  }
  for (const name of ["scenario", "environment"]) {
    if (!isRecord(value[name])) fail(file, name, `should be an object; ${REDO}`);
  }
  for (const name of ["scenarioHash", "seed", "replay"]) {
    if (typeof value[name] !== "string") fail(file, name, `should be a string; ${REDO}`);
  }
  return value as unknown as ManifestDocument;
}

function readMetrics(file: string): readonly MetricsRow[] {
  const rows: MetricsRow[] = [];
  readText(file)
    .split("\n")
    .forEach((line, index) => {
      if (line.trim() === "") return;
      const row = parse(file, line, index + 1);
      const timed = isRecord(row) && (row["t"] === null || Number.isFinite(row["t"]));
      if (!isRow(row) || !timed) fail(file, "", `is not a metrics row; ${REDO}`, index + 1);
      rows.push(row as unknown as MetricsRow);
    });
  return rows;
}

function readVersioned(file: string): Record<string, unknown> {
  const value = parse(file, readText(file));
  if (!isRecord(value)) fail(file, "", `should hold one JSON object; ${REDO}`);
  const version = value["schemaVersion"];
  if (version !== SCHEMA_VERSION) {
    const found = version === undefined ? "missing" : JSON.stringify(version);
    const message = `is ${found}; this version of clustermesh-sim reads ${SCHEMA_VERSION}; ${REDO}`;
    fail(file, "schemaVersion", message);
  }
  return value;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    const reason = code === "ENOENT" || code === "ENOTDIR" ? "no such file" : code;
    return fail(file, "", `cannot read: ${reason}; give a directory that "run --out" has filled`);
  }
}

function parse(file: string, text: string, line?: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return fail(file, "", `is not valid JSON (cut off or edited?); ${REDO}`, line);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRow(value: unknown): boolean {
  return (
    isRecord(value) &&
    TOPOLOGY_NAMES.some((name) => name === value["topology"]) &&
    typeof value["metric"] === "string" &&
    typeof value["stat"] === "string" &&
    typeof value["unit"] === "string" &&
    isRecord(value["labels"]) &&
    Number.isFinite(value["value"])
  );
}

function fail(file: string, path: string, message: string, line?: number): never {
  throw new UserError([{ file, path, message, ...(line === undefined ? {} : { line }) }]);
}
