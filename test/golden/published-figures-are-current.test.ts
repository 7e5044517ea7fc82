/**
 * The committed verdicts on published figures belong to the figures and the code as they are now: the page and the charts
 * are made again from the committed results, and the cheapest runs are simulated again.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { readPublished } from "../../src/study/published/folder.js";
import { simulatedValue } from "../../src/study/published/measure.js";
import {
  derivedFiles,
  FIGURES,
  hashOf,
  readResults,
  RESULTS,
  simulateRun,
} from "../../src/study/published/reproduce.js";
import { judgeAgain, runsOf } from "../../src/study/published/results.js";

const ROOT = resolve(import.meta.dirname, "..", "..");
const AGAIN = "npm run experiments:published";
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

interface Manifest {
  readonly files: Readonly<Record<string, string>>;
  readonly runs: readonly { readonly id: string; readonly command: string }[];
}

const figures = readPublished(ROOT, FIGURES);
const results = readResults(ROOT);
const manifest = JSON.parse(read(`${RESULTS}/manifest.json`)) as Manifest;

it("at least 15 figures have a verdict, and the others say why not", () => {
  const undecided = figures.filter(({ decision }) => decision === undefined);
  expect(figures.length - undecided.length).toBeGreaterThanOrEqual(15);
  expect(undecided.filter(({ spec }) => spec.undecided === undefined)).toEqual([]);
});

it(`results and manifest are those of the present scenarios (${AGAIN})`, () => {
  expect(judgeAgain(figures, results)).toEqual(results);
  expect(manifest.runs.map(({ id }) => id)).toEqual(runsOf(figures).map(({ id }) => id));
  expect(manifest.files["figures.json"]).toBe(hashOf(read(`${RESULTS}/figures.json`)));
});

it(`the page and the charts are made of the committed results (${AGAIN} -- --from-results)`, async () => {
  const files = await derivedFiles(figures, results);
  expect(files.length).toBeGreaterThanOrEqual(3);
  for (const { name, content } of files) expect(read(name), name).toBe(content);
});

it.each(["etcd-watch-memory", "etcd-watch-latency", "cfp-41953-backend-size"])(
  "%s is simulated again",
  async (name) => {
    const figure = figures.find((one) => one.name === name);
    if (figure === undefined) throw new Error("the figure should be there");
    const rows = new Map<string, Awaited<ReturnType<typeof simulateRun>>>();
    for (const run of runsOf([figure])) rows.set(run.id, await simulateRun(run));
    const value = simulatedValue(figure, ({ id }) => rows.get(id)?.rows ?? []);
    expect(value).toBe(results.figures.find((one) => one.name === name)?.simulated);
    for (const { record } of rows.values()) expect(manifest.runs).toContainEqual(record);
  },
);
