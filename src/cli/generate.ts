/**
 * Writes what is generated from the code: the JSON Schema for editors, the reference of scenario fields, and the list of
 * the models' constants. `npm run generate`; a test holds that the committed files are current.
 */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedFiles } from "./generated-files.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

for (const { path, text } of await generatedFiles()) {
  writeFileSync(join(root, path), text);
  process.stderr.write(`wrote ${path}\n`);
}
