/**
 * Makes the committed results of every experiment anew, or of those named: `npm run experiments [NAME...]`. A sweep runs
 * from nothing in a folder of its own, so no result of an earlier version can slip in; then its documents take the place
 * of those under results/. When nothing changed, `git diff` is empty.
 * Not here: plans, which take some minutes each (regenerate-plans.ts).
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const EXPERIMENTS = join(ROOT, "experiments");
/** What is committed of a sweep. The plan, the log and the manifest are of a build and a machine. */
const COMMITTED = ["results.json", "results.csv", "runs.ndjson", "charts"];

const has = (name: string, file: string): boolean => existsSync(join(EXPERIMENTS, name, file));
const all = readdirSync(EXPERIMENTS).filter(
  (name) => has(name, "sweep.yaml") || has(name, "reproduce.ts"),
);
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no experiment ${unknown.join(", ")}; there are: ${all.join(", ")}\n`);
  process.exit(2);
}
run(["bootstrap.mjs", "build"]);
for (const name of wanted.length > 0 ? wanted : all) {
  if (has(name, "sweep.yaml")) sweep(name);
  else run(["--import", "tsx", join("experiments", name, "reproduce.ts")]);
  process.stderr.write(`results/${name}\n`);
}

function sweep(name: string): void {
  const folder = mkdtempSync(join(tmpdir(), "clustermesh-sim-experiment-"));
  const out = join(folder, "out");
  try {
    const path = join("experiments", name);
    run(["dist/src/cli/main.js", "sweep", path, "--out", out, "--jobs", "2", "-o", "none"]);
    const results = join(ROOT, "results", name);
    for (const part of COMMITTED) {
      rmSync(join(results, part), { recursive: true, force: true });
      if (existsSync(join(out, part)))
        cpSync(join(out, part), join(results, part), { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
