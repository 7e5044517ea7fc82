/**
 * Makes the committed results of the plans anew, or of those named: `npm run experiments:plans [NAME...]`. What is run is
 * the command that the plan's README shows. When nothing changed, `git diff` is empty. It takes some minutes a plan.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const EXPERIMENTS = join(ROOT, "experiments");

const all = readdirSync(EXPERIMENTS).filter((name) => name.startsWith("plan-"));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no plan ${unknown.join(", ")}; there are: ${all.join(", ")}\n`);
  process.exit(2);
}
run(["bootstrap.mjs", "build"]);
for (const name of wanted.length > 0 ? wanted : all) {
  const readme = readFileSync(join(EXPERIMENTS, name, "README.md"), "utf8");
  const shown = /^\.\/clustermesh-sim (plan (?:[^\n]*\\\n)*[^\n]*)$/m.exec(readme)?.[1];
  if (shown === undefined) throw new Error(`experiments/${name}/README.md should show its command`);
  run(["dist/src/cli/main.js", ...shown.replaceAll("\\\n", " ").split(/\s+/)]);
}

function run(args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
