/** Baselines that are missing, cut off, edited, of another version or empty are refused; what is written is read again. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { NoBaseline, readBaseline, writeBaseline } from "../../src/study/baseline.js";
import { checkBaseline } from "../../src/study/check.js";
import { annotation } from "../../src/study/annotations.js";
import { errorJunit } from "../../src/study/junit.js";

const COMMITTED = new URL("../../results/baselines/ci-gate", import.meta.url).pathname;

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "baseline-"));
  cpSync(COMMITTED, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

function edit(name: string, change: (text: string) => string): void {
  const file = join(dir, name);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

it.each<[string, () => void, RegExp]>([
  [
    "missing",
    () => rmSync(join(dir, "baseline.json")),
    /baseline.json: cannot be read; .*--update/,
  ],
  ["cut off", () => edit("baseline.json", (text) => text.slice(0, 5000)), /not whole JSON/],
  [
    "of another schema",
    () => edit("baseline.json", (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 9')),
    /schema version 9; this program reads 1/,
  ],
  [
    "with an edited scenario",
    () => edit("scenario.yaml", (text) => text.replace("qps: 20", "qps: 21")),
    /not the scenario that the baseline was made with/,
  ],
  [
    "without runs",
    () => edit("baseline.json", (text) => text.replace(/"runs": \[[^]*?\n {2}\],/, '"runs": [],')),
    /holds no runs/,
  ],
])("a baseline that is %s is refused", (_name, spoil, message) => {
  expect(readBaseline(dir).runs.length).toBeGreaterThan(0);
  spoil();
  expect(() => readBaseline(dir)).toThrow(NoBaseline);
  expect(() => readBaseline(dir)).toThrow(message);
});

it("results that differ under another major version of Node cannot be compared", async () => {
  const baseline = readBaseline(dir);
  const runs = baseline.runs.map((run) => ({ ...run, hash: "0000000000000000" }));
  const other = { ...baseline, runs, nodeMajor: 1 };
  await expect(checkBaseline(other, { jobs: 1 })).rejects.toThrow(/baseline is of Node 1, this is/);
});

it("an update without a change of results changes no byte", () => {
  const before = readFileSync(join(dir, "baseline.json"), "utf8");
  writeBaseline(dir, readBaseline(dir));
  expect(readFileSync(join(dir, "baseline.json"), "utf8")).toBe(before);
});

it("JUnit and annotations of what could not be checked are errors, well escaped", () => {
  const xml = errorJunit("a<b", 'no "baseline" & more');
  expect(xml).toContain('tests="1" failures="0" errors="1"');
  expect(xml).toContain('message="no &quot;baseline&quot; &amp; more"');
  expect(annotation("error", "a:b", "100 %\nend")).toBe("::error title=a%3Ab::100 %25%0Aend");
});
