/** An experiment without its question and finding is a folder of numbers. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./source-files.js";

const folder = join(ROOT, "experiments");

test("the folder of experiments and every experiment in it have a README", () => {
  const entries = readdirSync(folder, { withFileTypes: true });
  const folders = ["", ...entries.filter((one) => one.isDirectory()).map(({ name }) => name)];
  const silent = folders.filter((name) => !existsSync(join(folder, name, "README.md")));
  expect(silent).toEqual([]);
});
