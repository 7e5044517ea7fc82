/**
 * What fuzzing once found in the model itself and was mended: each scenario, as it was shrunk, holds. Its description
 * tells what was broken.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runCase } from "../../src/fuzz/run-case.js";
import { loadScenario } from "../../src/scenario/load.js";
import { COSTS } from "../models/small-mesh.js";

const FOLDER = new URL("./mended/", import.meta.url);
const files = readdirSync(FOLDER);

it("there are findings to look at", () => {
  expect(files.length).toBeGreaterThanOrEqual(2);
});

it.each(files)("%s", (file) => {
  const text = readFileSync(new URL(file, FOLDER), "utf8");
  const scenario = loadScenario({ file, text, set: [] });
  const seed = scenario.name.replace("fuzz-", "");
  expect(runCase({ scenario, seed }, { costs: COSTS }).finding).toBeUndefined();
});
