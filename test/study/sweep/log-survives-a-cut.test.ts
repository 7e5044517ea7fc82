/** A log that a kill cut off loses its last line only; one that is damaged is refused by the number of the line. */
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { LOG_FILE, LogWriter, readLog, type RunEntry } from "../../../src/study/sweep/log.js";
import { temporaryFolder } from "../../runner/temporary-folder.js";

const folder = temporaryFolder();
const file = join(folder, LOG_FILE);
const HEADER = {
  kind: "header",
  logVersion: 1,
  sweep: "s",
  build: { version: "1", node: "20", code: "x" },
} as const;

function entry(seed: string): RunEntry {
  const error = { name: "Error", message: `of seed ${seed}` };
  return { kind: "failed", point: "p", seed, warmUpSeconds: null, error, replay: "r" };
}

function write(...seeds: readonly string[]): void {
  const log = new LogWriter(folder, readLog(folder), HEADER);
  for (const seed of seeds) log.append(entry(seed));
  log.close();
}

it("what was appended is read again, also after a cut at any byte", () => {
  write("1", "2", "3");
  const whole = readFileSync(file);
  expect(readLog(folder).runs.map(({ seed }) => seed)).toEqual(["1", "2", "3"]);
  const lineEnds = [...whole.entries()].filter(([, byte]) => byte === 10).map(([at]) => at);
  for (let length = 0; length < whole.length; length += 7) {
    writeFileSync(file, whole.subarray(0, length));
    const kept = lineEnds.filter((at) => at < length).length;
    const { header, runs, wholeBytes } = readLog(folder);
    expect(header === undefined ? runs.length : runs.length + 1).toBe(kept);
    expect(wholeBytes).toBe(kept === 0 ? 0 : (lineEnds[kept - 1] ?? 0) + 1);
  }
  truncateSync(file, whole.length - 5);
  write("3");
  expect(readFileSync(file).equals(whole)).toBe(true);
});

it("a changed, foreign or misplaced line is refused with its number and the remedy", () => {
  const lines = readFileSync(file, "utf8").split("\n");
  const changed = lines.map((line, index) =>
    index === 2 ? line.replace("seed 2", "seed 9") : line,
  );
  writeFileSync(file, changed.join("\n"));
  expect(() => readLog(folder)).toThrow(
    /log.ndjson:3:1: does not match its checksum; remove the line and run the sweep again/,
  );
  writeFileSync(file, lines.join("\n"));
  appendFileSync(file, "gibberish\n");
  expect(() => readLog(folder)).toThrow(/log.ndjson:5:1: is no JSON/);
  writeFileSync(file, lines.slice(1).join("\n"));
  expect(() => readLog(folder)).toThrow(/log.ndjson:1:1: is out of place; start again/);
});
