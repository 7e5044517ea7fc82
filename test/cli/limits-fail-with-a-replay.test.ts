/** A limit that is reached is not the user's mistake: exit code 1, its name, and the command that repeats the run. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { APART_SCENARIO, clustermeshSim, TINY_SCENARIO } from "./command.js";

const folder = temporaryFolder();
writeFileSync(join(folder, "tiny.yaml"), TINY_SCENARIO);
writeFileSync(join(folder, "apart.yaml"), APART_SCENARIO);

test.each([
  ["spec.simulation.limits.events=1000", /events/],
  ["spec.simulation.bootstrapTimeout=1ms", /bootstrapTimeout/],
])("%s", (set, pattern) => {
  const args = ["run", "-f", "tiny.yaml", "--set", set, "--out", "out", "--seed", "5"];
  const { code, stdout, stderr } = clustermeshSim(args, { cwd: folder });
  const error = stderr.split("\n").find((line) => line.startsWith("error: ")) ?? "";
  expect(error).toMatch(pattern);
  expect(error).not.toContain("internal");
  expect(error).toMatch(`; replay with: npm start -- -f tiny.yaml --set ${set} --seed 5`);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test("a limit that a share of a mesh reaches in its thread fails the run as any other", () => {
  const run = (events: number) =>
    clustermeshSim(
      [
        ...["run", "-f", "apart.yaml", "--out", "apart", "--jobs", "2", "--no-report"],
        ...["--set", `spec.simulation.limits.events=${events}`],
      ],
      { cwd: folder },
    );
  // More than the sources need, and less than receivers do.
  const { code, stderr } = run(40_000);
  expect(stderr).toMatch(/error: kvstoremesh: .*events.*; replay with: npm start -- -f apart.yaml/);
  expect(stderr).not.toContain("internal");
  expect(code).toBe(1);
  expect(existsSync(join(folder, "apart"))).toBe(false);
  expect(run(10_000_000).code).toBe(0);
});
