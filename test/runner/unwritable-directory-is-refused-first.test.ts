/** A place that cannot be written is found out before the simulation, and the message says what to do. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claimOutDir } from "../../src/runner/out-dir.js";
import { UserError } from "../../src/scenario/user-error.js";
import { temporaryFolder } from "./temporary-folder.js";

const folder = temporaryFolder();
const file = join(folder, "file");
writeFileSync(file, "");

test.each([
  ["a file in the way", join(file, "results"), "a part of this path is a file"],
  ["a file instead of a directory", file, "this is a file, not a directory"],
  ["a file system that takes no folders", "/proc/results/x", "no such file or directory"],
  ["a name too long", join(folder, "x".repeat(300)), "the name is too long"],
])("%s", (_, dir, cause) => {
  expect(() => claimOutDir(dir)).toThrow(UserError);
  expect(() => claimOutDir(dir)).toThrow(`cannot write the results: ${cause}`);
  expect(() => claimOutDir(dir)).toThrow(dir);
});
