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
  end("usage: npm run bench:compare -- FILE|COMMIT FILE|COMMIT");
}
const [before, after] = [read(one), read(other)];
try {
  process.stdout.write(compareFiles(before, after));
} catch (error) {
  end(`bench:compare: ${error instanceof Error ? error.message : String(error)}`);
}

function read(where: string): BenchFile {
  try {
    const text = existsSync(where)
      ? readFileSync(where, "utf8")
      : execFileSync("git", ["show", `${where}:${FILE}`], { encoding: "utf8", stdio: "pipe" });
    const { machine, measurements } = JSON.parse(text) as Partial<BenchFile>;
    if (machine !== undefined && measurements !== undefined) return { machine, measurements };
  } catch {
    // No such file, no such commit, no JSON: the remedy is the same.
  }
  return end(`bench:compare: ${where} is neither a benchmark file nor a commit that has ${FILE}`);
}

function end(what: string): never {
  process.stderr.write(`${what}\n`);
  process.exit(2);
}
