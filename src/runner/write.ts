/**
 * Writes the documents of a run into its directory: summary.json, metrics.ndjson, manifest.json and scenario.yaml (the
 * scenario as it was run, every default filled in). All are written beside their places first and renamed last, so a
 * disk that fills up, or a kill, leaves the previous results whole. The report is not written here.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderScenario } from "../scenario/render.js";
import { fileProblem } from "./file-problem.js";
import { PARTIAL_PREFIX, type OutDir } from "./out-dir.js";
import { renderSummaryJson, type RunResult } from "./result.js";

/** Rows that are turned into text at once: one string of all rows could pass JavaScript's longest. */
const CHUNK_ROWS = 10_000;

/** Writes all documents. @throws UserError when the directory cannot take them; then nothing has changed in it. */
export function writeResult(outDir: OutDir, result: RunResult): void {
  const { summary, metrics, manifest } = result;
  const files: readonly (readonly [string, Iterable<string>])[] = [
    ["scenario.yaml", [renderScenario(manifest.scenario)]],
    ["metrics.ndjson", ndjson(metrics)],
    ["manifest.json", [`${JSON.stringify(manifest, null, 2)}\n`]],
    ["summary.json", [renderSummaryJson(summary)]],
  ];
  const partial = (name: string): string => join(outDir.path, PARTIAL_PREFIX + name);
  try {
    for (const [name, chunks] of files) writeAndSync(partial(name), chunks);
    for (const [name] of files) renameSync(partial(name), join(outDir.path, name));
  } catch (error) {
    for (const [name] of files) rmSync(partial(name), { recursive: true, force: true });
    throw fileProblem(error, outDir.path, "write the results");
  }
}

function* ndjson(rows: readonly unknown[]): Iterable<string> {
  for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
    const chunk = rows.slice(start, start + CHUNK_ROWS);
    yield chunk.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
}

/** A rename may reach the disk before the data does; syncing first rules out an empty file after a power cut. */
function writeAndSync(file: string, chunks: Iterable<string>): void {
  const descriptor = openSync(file, "w");
  try {
    for (const chunk of chunks) writeFileSync(descriptor, chunk);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
