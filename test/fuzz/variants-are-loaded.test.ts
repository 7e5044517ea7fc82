/** `--variant` takes a TypeScript file as it is, and says what is wrong with one that cannot be used. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CILIUM } from "../../models/kvstore/sync-algorithm.js";
import { loadVariant } from "../../src/runner/load-variant.js";
import { temporaryFolder } from "../runner/temporary-folder.js";

const folder = temporaryFolder();

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("a file's variant", async () => {
  const text = `interface Named { readonly name: string }
    export const variant: Named & { sweep: string } = { name: "mine", sweep: "never" };`;
  const loaded = await loadVariant(file("mine.ts", text));
  expect(loaded).toEqual({ ...CILIUM, name: "mine", sweep: "never" });
});

test.each([
  ["a name that nothing has", "no-such-variant", /no-such-variant.*there is no such variant/],
  ["a file that is not there", join(folder, "gone.ts"), /no such file/],
  ["a file that is not valid", file("bad.ts", "export const x: number = ;"), /cannot be loaded/],
  [
    "a step that does not exist",
    file("step.ts", "export const variant = { swep: 1 };"),
    /changes the step "swep".*steps: name, watchFrom/,
  ],
  ["a file without a variant", file("none.ts", "export const y = 1;"), /export const variant/],
])("%s is refused", async (_, name, pattern) => {
  await expect(loadVariant(name)).rejects.toThrow(pattern);
});
