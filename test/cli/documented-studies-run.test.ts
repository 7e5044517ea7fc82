/** Every command of a study that the README or its reference shows is run, on a smaller mesh and with fewer seeds. */
import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim } from "./command.js";

const ROOT = resolve(import.meta.dirname, "..", "..");
const folder = temporaryFolder();
const baselines = join("results", "baselines");
cpSync(join(ROOT, baselines), join(folder, baselines), { recursive: true });

const SMALL = ["spec.mesh.nodes=3", "spec.mesh.endpoints=9", "spec.simulation.duration=2s"];
const small = SMALL.flatMap((field) => ["--set", field]);
const once = [...small, "--seeds", "1"];
/** What is added to make a command cheap. Whatever it shows itself stays. */
const CHEAP: Readonly<Record<string, readonly string[]>> = {
  compare: once,
  plan: [...once, "--farthest", "2", "--tolerance", "50"],
  check: [],
  sensitivity: once,
};

const commands = ["README.md", "docs/reference/studies.md"].flatMap((file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const lines = text.split("\n").filter((line) => line.startsWith("./clustermesh-sim "));
  return lines.map((line) => line.replace(/ +#.*/, "").split(" ").slice(1));
});
const shown = commands.filter(([name = ""]) => Object.hasOwn(CHEAP, name));
const studies = [...new Map(shown.map((words) => [words.join(" "), words])).values()];

test("the documents show each of them", () => {
  expect(new Set(studies.map(([name]) => name))).toEqual(new Set(Object.keys(CHEAP)));
});

test.each(studies.map((words) => [words]))("%j", (words) => {
  const { code, stdout, stderr } = clustermeshSim([...words, ...(CHEAP[words[0] ?? ""] ?? [])], {
    cwd: folder,
  });
  expect(code, stderr).toBe(0);
  expect(stdout).not.toBe("");
});
