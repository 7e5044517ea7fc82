/**
 * What the pages name exists: options of commands, also of those that no test runs, files of this project in commands,
 * and every field of a YAML block that is a scenario or part of one.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadScenario } from "../../src/scenario/load.js";
import { presetScenario } from "../../src/scenario/presets.js";
import { ROOT } from "../tidy/source-files.js";
import { allPages, commandsOf } from "./page.js";

const reference = readFileSync(join(ROOT, "docs/reference/commands.md"), "utf8");
const pages = allPages();

test("options of the program in commands exist in that command", () => {
  const commands = pages.flatMap((page) =>
    page.blocks
      .filter(({ language }) => language === "sh")
      .flatMap((block) => commandsOf(block))
      .flatMap((line) => line.split(/[|;&>]/))
      .filter((line) => /^\s*\.\/clustermesh-sim /.test(line))
      .map((line) => ({ page: page.path, line: line.trim() })),
  );
  expect(commands.length).toBeGreaterThan(40);
  const wrong = commands.filter(({ line }) => {
    const [, name = ""] = line.split(/\s+/);
    const section = reference.split(`\n## ${name}\n`)[1]?.split("\n## ")[0] ?? "";
    const options = [...line.matchAll(/\s(--?[a-z][a-z-]*)/g)].map((match) => match[1] ?? "");
    return section === "" || options.some((option) => !new RegExp(`${option}[ ,]`).test(section));
  });
  expect(wrong).toEqual([]);
});

test("options that prose names exist in some command", () => {
  const prose = pages
    .filter(({ path }) => !path.includes("/decisions/"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/`(--[a-z][a-z-]*)/g)].map((match) => ({ path, option: match[1] ?? "" })),
    );
  const wrong = prose.filter(
    ({ option }) => !FOREIGN.has(option) && !reference.includes(`${option} `),
  );
  expect(wrong).toEqual([]);
});

/** Options of Cilium and Prometheus that the pages name. */
const FOREIGN = new Set(["--kvstore-opt", "--storage", "--help"]);

test("files that commands of batch engines name are there", () => {
  const named = pages.flatMap(({ blocks }) =>
    blocks
      .filter(({ remark }) => remark?.kind === "not run")
      .flatMap(({ text }) => text.match(/\b(?:deploy|experiments|docs)\/[\w./-]+/g) ?? []),
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("scenarios and parts of them are valid", () => {
  const documents = pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language, text }) => language === "yaml" && !text.includes("kind: Sweep"))
      .map(({ text, from }) => ({ file: `${path}:${from}`, text })),
  );
  expect(documents.length).toBeGreaterThan(5);
  for (const document of documents) {
    if (document.text.includes("kind: Scenario")) loadScenario(document);
    else presetScenario("three-clusters", { values: [document] });
  }
});
