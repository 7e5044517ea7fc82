/** Bad input to `import` ends with one clear line, exit code 2, and no file. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { expectOneError } from "./refusal.js";

const folder = temporaryFolder();
writeFileSync(join(folder, "cut.json"), '{"kind":"List",\n "items":[{"kind":"Service"');
writeFileSync(join(folder, "text.json"), "error: You must be logged in to the server\n");
writeFileSync(join(folder, "other.json"), '{"hello": "world"}');
writeFileSync(join(folder, "empty.json"), "");
writeFileSync(join(folder, "there.yaml"), "mine\n");
writeFileSync(join(folder, "good.json"), '{"kind":"List","items":[]}');

test.each([
  [["--kubectl", "cut.json"], /cut\.json:2:\d+: the JSON ends in the middle/],
  [["--kubectl", "text.json"], /text\.json:1:1: this is not JSON; expected the output of kubectl/],
  [["--kubectl", "other.json"], /other\.json: holds no list of Kubernetes objects; .*kubectl get/],
  [["--kubectl", "empty.json"], /empty\.json: is empty/],
  [["--kubectl", "nowhere.json"], /nowhere\.json: cannot read this file: no such file/],
  [["--kubectl", "."], /cannot read this file: this is a directory/],
  [["--prometheus", "nowhere.txt"], /nowhere\.txt: cannot read this file/],
  [[], /name what to import/],
  [["stray.json"], /"stray\.json" belongs to no option|name what to import/],
  [["--kubectl", "good.json", "--window", "5m"], /need --prometheus/],
  [["--prometheus", "good.json", "--window", "5"], /--window should be a duration/],
  [["--kubectl", "good.json", "--name", "A B"], /metadata\.name: must be lower-case/],
] as const)("%j", async (args, message) => {
  await expectOneError(folder, ["import", ...args, "--out", "new.yaml"], message);
  expect(existsSync(join(folder, "new.yaml"))).toBe(false);
});

test("a file that is there is kept", async () => {
  const args = ["import", "--kubectl", "good.json", "--out", "there.yaml"];
  await expectOneError(folder, args, /there\.yaml: exists already.*--force/);
});
