/**
 * The committed results of the experiments that are sweeps are of the points that their files ask for now, hash by hash.
 * Of each the cheapest run is made again and gives the same figures; charts are drawn again from the committed results.
 */
import { readdirSync, existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { expect, it } from "vitest";
import { chooseSweep } from "../../src/cli/sweep-input.js";
import { runReplications } from "../../src/study/replications.js";
import { drawCharts } from "../../src/study/sweep/charts.js";
import { figureIn, foldRows } from "../../src/study/sweep/figures.js";
import type { SweepResults } from "../../src/study/sweep/results.js";

interface RunLine {
  readonly point: string;
  readonly seed: string;
  readonly events: number;
  readonly figures: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const names = readdirSync(join(ROOT, "experiments")).filter((name) =>
  existsSync(join(ROOT, "experiments", name, "sweep.yaml")),
);

it.each(names)("%s", async (name) => {
  const { sweep } = await chooseSweep(join(ROOT, "experiments", name), undefined);
  const folder = join(ROOT, "results", name);
  const results = JSON.parse(readFileSync(join(folder, "results.json"), "utf8")) as SweepResults;
  expect(results.points.map(({ id }) => id)).toEqual(sweep.points.map(({ id }) => id));
  expect(results.failures).toEqual([]);

  const text = readFileSync(join(folder, "runs.ndjson"), "utf8");
  const runs = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as RunLine);
  const [cheapest] = [...runs].sort((a, b) => a.events - b.events);
  const point = sweep.points.find(({ id }) => id === cheapest?.point);
  if (cheapest === undefined || point === undefined) throw new Error("there should be runs");
  const tasks = [{ point, seed: cheapest.seed }];
  const [outcome] = await runReplications({ tasks, jobs: 1 });
  if (outcome?.status !== "done") throw new Error("the run should succeed");
  const rows = foldRows(outcome.replication.rows);
  for (const [topology, figures] of Object.entries(cheapest.figures)) {
    for (const figure of sweep.spec.figures.filter((one) => Object.hasOwn(figures, one.name))) {
      const found = figureIn(rows, topology as "original", figure)?.value;
      expect([topology, figure.name, found]).toEqual([topology, figure.name, figures[figure.name]]);
    }
  }

  const { documents } = await drawCharts(sweep, results);
  expect(documents.length).toBe(sweep.spec.charts.length);
  for (const { name: file, content } of documents) {
    expect(content).toBe(readFileSync(join(folder, file), "utf8"));
  }
});
