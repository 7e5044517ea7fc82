/** A newcomer types what the README says: each command, preset and script in it must be there. Links: test/docs. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PRESETS } from "../../src/scenario/presets.js";
import { ROOT } from "./source-files.js";

const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```(?:sh|console)?\n([\s\S]*?)^```/gm)];
const lines = blocks.flatMap((match) => (match[1] ?? "").split("\n"));
const scripts = (
  JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  }
).scripts;

test("npm scripts in the README exist", () => {
  const named = [...readme.matchAll(/\bnpm (?:run )?(start|test|[a-z:]+)\b/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => !["install", "ci", "registry", "link"].includes(name));
  expect(named).toContain("start");
  expect(named).toContain("test");
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test("commands of the program in the README exist", () => {
  const commands = lines.flatMap((line) => /^\.\/clustermesh-sim ([a-z]+)/.exec(line)?.[1] ?? []);
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands) {
    expect(existsSync(join(ROOT, "src", "cli", "commands", `${command}.ts`)), command).toBe(true);
  }
});

test("every preset is in the README", () => {
  expect(PRESETS.length).toBeGreaterThan(0);
  expect(PRESETS.filter(({ name }) => !readme.includes(`\`${name}\``))).toEqual([]);
});
