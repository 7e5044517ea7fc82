/** Ctrl-C and a second run in the same directory: neither may leave half a result. */
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim, startClustermeshSim, TINY_SCENARIO } from "./command.js";

const folder = temporaryFolder();
/** Long enough (weeks of churn) that no machine ends it before the signal. */
const LONG = TINY_SCENARIO.replace("duration: 20s", "duration: 1000h");
writeFileSync(join(folder, "long.yaml"), LONG);
writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** Starts a long run and waits until it simulates. */
async function startLongRun(
  out: string,
  by: "node" | "script" = "node",
): Promise<{ child: ChildProcess; ended: Promise<Ended> }> {
  const args = ["run", "-f", "long.yaml", "--out", out, "--trace", "trace.tsv"];
  const child = startClustermeshSim(args, folder, by);
  let stderr = "";
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, stderr }));
  });
  await new Promise<void>((resolve) => {
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.includes("seed 1\n")) resolve();
    });
    void ended.then(() => resolve());
  });
  return { child, ended };
}

test.each([
  ["SIGINT", 130, "node"],
  ["SIGTERM", 143, "node"],
  // A script that only waited for a child would leave that one running.
  ["SIGTERM", 143, "script"],
] as const)(
  "%s ends a run with code %d and one line and leaves no file, started by %s",
  async (signal, code, by) => {
    const { child, ended } = await startLongRun(signal, by);
    child.kill(signal);
    const { stderr, ...rest } = await ended;
    expect(rest.code).toBe(code);
    expect(stderr.split("\n").slice(1)).toEqual(["interrupted: no results were written", ""]);
    expect(existsSync(join(folder, signal))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes("trace"))).toEqual([]);
  },
);

test("a second run in the same directory is refused, and the results there stay", async () => {
  const args = ["run", "-f", "tiny.yaml", "--no-report", "--out", "shared"];
  expect(clustermeshSim(args, { cwd: folder }).code).toBe(0);
  const before = readFileSync(join(folder, "shared", "summary.json"), "utf8");
  const { child, ended } = await startLongRun("shared");
  const second = clustermeshSim(args, { cwd: folder });
  child.kill("SIGINT");
  expect((await ended).code).toBe(130);
  expect(second.code).toBe(2);
  expect(second.stderr).toMatch(/error: shared: another run \(process \d+ on .*\) writes into/);
  expect(readFileSync(join(folder, "shared", "summary.json"), "utf8")).toBe(before);
  const left = readdirSync(join(folder, "shared"));
  expect(left).toEqual(["manifest.json", "metrics.ndjson", "scenario.yaml", "summary.json"]);
});

test("a run that was killed leaves a lock that the next one takes over", async () => {
  const { child, ended } = await startLongRun("killed");
  child.kill("SIGKILL");
  await ended;
  expect(readdirSync(join(folder, "killed"))).toEqual([".clustermesh-sim.lock"]);
  const args = ["run", "-f", "tiny.yaml", "--no-report", "--out", "killed"];
  expect(clustermeshSim(args, { cwd: folder }).code).toBe(0);
  expect(readdirSync(join(folder, "killed"))).not.toContain(".clustermesh-sim.lock");
});
