/**
 * `npm run bench:compare -- A B`: two benchmark files side by side. A and B are files, or commits of which
 * results/bench/bench.json is taken. It only tells; speeds of two days or machines are not a gate.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { compareFiles } from "./comparison.js";
import type { BenchFile } from "./measurement.js";

const FILE = "results/bench/bench.json";

const [one, other] = process.argv.slice(2);
if (one === undefined || other === undefined) {
  process.stderr.write("usage: npm run bench:compare -- FILE|COMMIT FILE|COMMIT\n");
  process.exit(2);
}
process.stdout.write(compareFiles(read(one), read(other)));

function read(where: string): BenchFile {
  const text = existsSync(where)
    ? readFileSync(where, "utf8")
    : execFileSync("git", ["show", `${where}:${FILE}`], { encoding: "utf8" });
  return JSON.parse(text) as BenchFile;
}
