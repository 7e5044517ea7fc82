/** Each file opens with a comment that says what it is, and none outgrows a reader. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allSourceFiles, ROOT } from "./source-files.js";

const MAX_LINES = 400;
const files = allSourceFiles();

test("every file opens with a comment", () => {
  const bare = files.filter(({ text }) => !/^(?:#!.*\n)?\/\*\*/.test(text));
  expect(bare.map(({ path }) => path)).toEqual([]);
});

test(`no file has more than ${MAX_LINES} lines`, () => {
  const long = files.filter(({ text }) => text.split("\n").length > MAX_LINES);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("file names are kebab-case", () => {
  const odd = files.filter(({ path }) => !/\/[a-z0-9-]+(?:\.[a-z0-9]+)*\.ts$/.test(path));
  expect(odd.map(({ path }) => path)).toEqual([]);
});

test("files that everybody expects are there and say something", () => {
  for (const name of ["README.md", "CHANGELOG.md", "LICENSE", ".ci/run", "docs/decisions"]) {
    expect(existsSync(join(ROOT, name)), name).toBe(true);
  }
  expect(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8")).toContain("Results changed");
});
