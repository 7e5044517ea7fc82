/** What is generated from the code is committed, and is what the code says now. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { generatedFiles } from "../../src/cli/generated-files.js";

const files = await generatedFiles();

it("there are generated files", () => expect(files.length).toBeGreaterThanOrEqual(3));

it.each(files)("$path is current (npm run generate)", ({ path, text }) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")).toBe(text);
});
