/**
 * `npm run experiments:published` simulates what the published figures need, judges them, and writes
 * results/published/ and docs/background/validation.md. With `--from-results` it simulates nothing: it
 * judges the committed values again, for when only words, expectations or tolerances have changed.
 */
import { fileURLToPath } from "node:url";
import { reproducePublished } from "../../src/study/published/reproduce.js";
import { UserError } from "../../src/scenario/user-error.js";

try {
  await reproducePublished({
    root: fileURLToPath(new URL("../..", import.meta.url)),
    fromResults: process.argv.includes("--from-results"),
    say: (line) => process.stderr.write(`${line}\n`),
  });
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
