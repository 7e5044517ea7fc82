/** A short campaign through the real program: the verdict on stdout, the exit code, and that threads change neither. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSimAside } from "./command.js";

const folder = temporaryFolder();
const campaign = ["fuzz", "--runs", "20", "--seed", "cli"];

describe.concurrent("fuzz", () => {
  test("says that every run held, whatever --jobs", async () => {
    const [one, two] = await Promise.all([
      clustermeshSimAside([...campaign, "--jobs", "1"], { cwd: folder }),
      clustermeshSimAside([...campaign, "--jobs", "3"], { cwd: folder }),
    ]);
    expect({ ...one, stderr: "" }).toEqual({ ...two, stderr: "" });
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^20 runs of seed cli: every run held\n/);
    expect(one.stdout).toMatch(/incident partition \d+/);
    expect(one.stderr).toMatch(/runs\/s/);
    expect(existsSync(join(folder, "results"))).toBe(false);
  });

  test("another seed draws other cases", async () => {
    const drawn = async (seed: string): Promise<string> => {
      const words = ["fuzz", "--runs", "2", "--seed", seed, "--shrink-runs", "0", "--out", seed];
      return (await clustermeshSimAside(words, { cwd: folder })).stdout.replaceAll(seed, "SEED");
    };
    const [one, same, other] = await Promise.all(["one", "one", "two"].map(drawn));
    expect(same).toBe(one);
    expect(other).not.toBe(one);
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

  test("finds a mutant, and leaves a scenario that fails again, whatever --jobs", async () => {
    const find = async (jobs: string): Promise<readonly [string, string]> => {
      const out = `found-${jobs}`;
      const words = ["fuzz", "--runs", "60", "--seed", "cli", "--variant", "no-sweep"];
      const all = [...words, "--expect-violation", "--shrink-runs", "80", "--out", out];
      const outcome = await clustermeshSimAside([...all, "--jobs", jobs], { cwd: folder });
      expect(outcome.code).toBe(0);
      const [, file = ""] = /^scenario: (.*)$/m.exec(outcome.stdout) ?? [];
      return [outcome.stdout.replaceAll(out, "OUT"), readFileSync(join(folder, file), "utf8")];
    };
    const [one, three] = await Promise.all([find("1"), find("3")]);
    expect(three).toEqual(one);
    expect(one[0]).toMatch(/^run \d+ \(seed cli-\d+\) breaks deleted-keys-are-gone: /);

    const [, words = ""] = /^replay: \.\/clustermesh-sim (.*)$/m.exec(one[0]) ?? [];
    const again = words.replace("OUT", "found-1").split(" ");
    const quietly = ["--no-report", "--out", "again"];
    const { code, stderr } = await clustermeshSimAside([...again, ...quietly], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(/invariant "deleted keys are gone".*is broken by/);
    expect(stderr).not.toMatch(/mistake in clustermesh-sim/);
  });

  test("fails when a run fails and nobody expected it", async () => {
    const words = ["fuzz", "--runs", "60", "--seed", "cli", "--variant", "no-sweep"];
    const all = [...words, "--shrink-runs", "0", "--out", "unexpected"];
    const { code, stderr } = await clustermeshSimAside(all, { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: run \d+ of seed cli breaks .*replay with: .*--variant no-sweep/m,
    );
  });
});
