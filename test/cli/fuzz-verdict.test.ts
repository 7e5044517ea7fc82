/** A short campaign through the real program: the verdict on stdout, the exit code, and that threads change neither. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSimAside } from "./command.js";

const folder = temporaryFolder();
const campaign = ["fuzz", "--runs", "12", "--seed", "cli"];

describe.concurrent("fuzz", () => {
  test("says that every run held, whatever --jobs", async () => {
    const [one, two] = await Promise.all([
      clustermeshSimAside([...campaign, "--jobs", "1"], { cwd: folder }),
      clustermeshSimAside([...campaign, "--jobs", "3"], { cwd: folder }),
    ]);
    expect({ ...one, stderr: "" }).toEqual({ ...two, stderr: "" });
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^12 runs of seed cli: every run held\n/);
    expect(one.stdout).toMatch(/incident partition \d+/);
    expect(one.stderr).toMatch(/runs\/s/);
    expect(existsSync(join(folder, "results"))).toBe(false);
  });

  test("another seed draws other cases", async () => {
    const drawn = async (seed: string): Promise<string> =>
      (await clustermeshSimAside(["fuzz", "--runs", "3", "--seed", seed])).stdout.split(
        "cases by what they drew",
      )[1] ?? "";
    expect(await drawn("a")).not.toBe(await drawn("b"));
  });

  test("fails when a violation was expected and none came", async () => {
    const words = ["fuzz", "--runs", "3", "--seed", "cli", "--expect-violation"];
    const { code, stderr } = await clustermeshSimAside(words, { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: no run failed in 3.*replay with: \.\/clustermesh-sim fuzz/m);
    expect(stderr).not.toMatch(/mistake in clustermesh-sim/);
  });

  test("ends when its minutes are over", async () => {
    const words = ["fuzz", "--minutes", "0.02", "--seed", "cli"];
    const { code, stdout } = await clustermeshSimAside(words, { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ runs of seed cli: every run held\n/);
  });
});
