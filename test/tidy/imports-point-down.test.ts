/**
 * The layers hold: each folder imports only what lies below it. The scan is our own, since a lint rule that matches
 * nothing is silently green.
 */
import { dirname, join } from "node:path/posix";
import { expect, test } from "vitest";
import { importsOf, sourceFiles } from "./source-files.js";

/** What each layer may import beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "src/engine": [],
  "src/scenario": [],
  "src/measure": ["src/engine", "src/scenario"],
  models: ["src/engine", "src/measure", "src/scenario"],
  "src/report": ["src/measure", "src/scenario"],
  "src/runner": ["models", "src/engine", "src/measure", "src/scenario"],
  "src/import": ["src/measure", "src/runner", "src/scenario"],
  "src/fuzz": ["models", "src/engine", "src/measure", "src/runner", "src/scenario"],
  "src/study": ["models", "src/engine", "src/measure", "src/report", "src/runner", "src/scenario"],
  "src/lab": ["models", "src/engine", "src/measure", "src/report", "src/runner", "src/scenario"],
  "src/explorer": [
    "models",
    "src/engine",
    "src/measure",
    "src/report",
    "src/runner",
    "src/scenario",
    "src/study",
  ],
  "src/cli": [
    "models",
    "src/engine",
    "src/explorer",
    "src/measure",
    "src/fuzz",
    "src/lab",
    "src/import",
    "src/report",
    "src/runner",
    "src/scenario",
    "src/study",
  ],
};

const BROWSER_SAFE = ["src/engine", "src/scenario", "src/measure", "models"];
/** A folder of a layer that must be, too. */
const BROWSER_FOLDER = "src/explorer/browser/";

function layerOf(path: string): string | undefined {
  return Object.keys(MAY_IMPORT).find((layer) => path.startsWith(`${layer}/`));
}

const arrows = sourceFiles("src", "models").flatMap(({ path, text }) =>
  importsOf(text).map((name) => ({ path, layer: layerOf(path), name })),
);

test("the scan sees the imports of every layer", () => {
  for (const layer of Object.keys(MAY_IMPORT)) {
    const found = arrows.filter((arrow) => arrow.layer === layer);
    expect(found.length, layer).toBeGreaterThan(0);
  }
});

test("every source file belongs to a layer", () => {
  const homeless = sourceFiles("src", "models").filter(({ path }) => layerOf(path) === undefined);
  expect(homeless.map(({ path }) => path)).toEqual([]);
});

test("imports point down", () => {
  const wrong = arrows.filter(({ path, layer, name }) => {
    if (!name.startsWith(".") || layer === undefined) return false;
    const target = layerOf(join(dirname(path), name));
    return target !== layer && (target === undefined || !MAY_IMPORT[layer]?.includes(target));
  });
  expect(wrong.map(({ path, name }) => `${path} imports ${name}`)).toEqual([]);
});

test("what must run in a browser imports nothing of Node", () => {
  const wrong = arrows.filter(
    ({ path, layer = "", name }) =>
      (BROWSER_SAFE.includes(layer) || path.startsWith(BROWSER_FOLDER)) && name.startsWith("node:"),
  );
  expect(wrong.map(({ path, name }) => `${path} imports ${name}`)).toEqual([]);
});

test("the engine needs no package but its queue and its random numbers", () => {
  const packages = arrows.filter(
    ({ layer, name }) => layer === "src/engine" && !name.startsWith("."),
  );
  expect([...new Set(packages.map(({ name }) => name))].sort()).toEqual(["heap-js", "seedrandom"]);
});

test("relative imports end in .js, as NodeNext wants them", () => {
  const wrong = arrows.filter(({ name }) => name.startsWith(".") && !name.endsWith(".js"));
  expect(wrong.map(({ path, name }) => `${path} imports ${name}`)).toEqual([]);
});
