/**
 * The commands that the page of published figures shows are the runs that were judged: what a user would type resolves to
 * the same scenario. They are not run here, since some take half a minute.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { hashScenario } from "../../src/scenario/hash.js";
import { loadScenario } from "../../src/scenario/load.js";
import { PRESETS } from "../../src/scenario/presets.js";
import { readPublished } from "../../src/study/published/folder.js";
import { FIGURES, PAGE, SEED } from "../../src/study/published/reproduce.js";
import { runsOf } from "../../src/study/published/results.js";

const ROOT = resolve(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const shown = read(PAGE)
  .split("\n")
  .filter((line) => line.startsWith("./clustermesh-sim "));

/** The hash of the scenario that a command runs. */
function idOf(command: string): string {
  // Words with quotes have no spaces here, or the split would show.
  const [, verb, ...words] = command.split(" ").map((word) => word.replace(/^'(.*)'$/, "$1"));
  expect(verb).toBe("run");
  const set = words.flatMap((word, index) => (words[index - 1] === "--set" ? [word] : []));
  expect(words.slice(-2)).toEqual(["--seed", SEED]);
  const [first = "", second = ""] = words;
  const preset = PRESETS.find(({ name }) => name === first);
  const text = preset === undefined ? read(second) : preset.yaml;
  return hashScenario(loadScenario({ file: preset === undefined ? second : first, text, set }));
}

it("every run is shown, and nothing else", () => {
  const ids = new Set(shown.map(idOf));
  const wanted = runsOf(readPublished(ROOT, FIGURES)).map(({ id }) => id);
  expect(wanted.length).toBeGreaterThanOrEqual(15);
  expect([...ids].sort()).toEqual([...wanted].sort());
});
