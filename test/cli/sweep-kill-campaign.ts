/** The long form of killed-sweeps-go-on.test.ts: kills sweeps 50 times (or as often as the first argument says). */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killSweeps } from "./sweep-kill.js";

const kills = Number(process.argv[2] ?? 50);
const seed = process.argv[3] ?? "campaign";
const folder = mkdtempSync(join(tmpdir(), "clustermesh-sim-kill-"));
try {
  const report = await killSweeps(folder, kills, seed);
  process.stdout.write(`${JSON.stringify(report)}\n`);
  const isClean = report.lost === 0 && report.repeated === 0 && report.different.length === 0;
  process.exitCode = isClean ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
