/** A page that nobody can find, or that does not say for whom it is, helps nobody. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NOT_MODELLED } from "../../src/runner/not-modelled.js";
import { ROOT } from "../tidy/source-files.js";
import { allPages } from "./page.js";

const pages = allPages();
const map = readFileSync(join(ROOT, "docs/README.md"), "utf8");

test("the map names every page but decisions and examples", () => {
  const own = pages.filter(({ path }) => /^docs\/(?!README|decisions|examples)/.test(path));
  expect(own.length).toBeGreaterThan(15);
  const lost = own.filter(({ path }) => !map.includes(`](${path.slice("docs/".length)})`));
  expect(lost.map(({ path }) => path)).toEqual([]);
});

test("tutorial, guides and background say for whom they are and what one has at the end", () => {
  const told = pages.filter(({ path }) => /^docs\/(tutorial|guides|background)/.test(path));
  expect(told.length).toBeGreaterThan(8);
  const silent = told.filter(
    ({ text }) => !text.includes("**For** ") || !text.includes("**At the end** "),
  );
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test("what reports say is not modelled is told with its meaning", () => {
  const model = readFileSync(join(ROOT, "docs/background/model.md"), "utf8");
  expect(NOT_MODELLED.filter((item) => !model.includes(`| ${item} | `))).toEqual([]);
});
