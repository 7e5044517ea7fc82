/** A failing case becomes a file that loads, says what it is for, and fails the same way; and the command to repeat it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { replayArgs, shrinkFailure, writeFailure } from "../../src/fuzz/failure-file.js";
import { randomScenario } from "../../src/fuzz/random-scenario.js";
import { findingOf } from "../../src/fuzz/run-case.js";
import { loadScenario } from "../../src/scenario/load.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { findingOf as broken, scrambledPool } from "./scrambled-pool.js";

const folder = temporaryFolder();
const seed = "kept-1";

/** Fails in two ways: shrinking must not slip from one into the other. */
function rule({ groups }: Scenario) {
  const endpoints = Math.max(...groups.map((group) => group.endpoints));
  return endpoints >= 1 ? broken("many") : broken("none");
}

async function kept(into: string) {
  const failure = { index: 1, seed, finding: broken("many") };
  const shrunk = await shrinkFailure(failure, { pool: scrambledPool(1, rule), tries: 500 });
  return { shrunk, path: writeFailure(into, shrunk) };
}

test("the file loads as the smaller scenario and fails by the same mistake", async () => {
  const { shrunk, path } = await kept(join(folder, "made", "when-missing"));
  expect(path).toBe(join(folder, "made", "when-missing", `many-${seed}.yaml`));
  const loaded = loadScenario({ file: path, text: readFileSync(path, "utf8") });
  expect({ ...loaded, description: "" }).toEqual(shrunk.scenario);
  expect(loaded.description).toBe(`Fails with seed ${seed}: many: broken`);
  expect(rule(loaded).invariant).toBe("many");
  expect(loaded).not.toEqual(randomScenario(seed).scenario);
});

test("the command repeats it with its seed, checks and variant", () => {
  expect(replayArgs("a.yaml", seed, undefined).join(" ")).toBe(
    "run -f a.yaml --seed kept-1 --check full",
  );
  expect(replayArgs("a.yaml", seed, "mine.ts")).toContain("mine.ts");
});

test("a folder that cannot be written is the user's to cure", async () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  await expect(kept(join(file, "below"))).rejects.toThrow(/cannot write the scenario/);
});

describe("findings", () => {
  const violation = (key: string): Error =>
    Object.assign(new Error(`${key} lives; the last events that touched it:\n  1 s put`), {
      name: "InvariantViolation",
      invariant: "deleted keys are gone",
      reader: "agent-1",
      key,
      history: ["1 s put"],
    });

  test("of an invariant are the same whatever reader and key, and say the history once", () => {
    const [one, two] = [findingOf(violation("ip/1")), findingOf(violation("ip/2"))];
    expect(one.signature).toBe(two.signature);
    expect(one).toMatchObject({ invariant: "deleted-keys-are-gone", message: "ip/1 lives" });
    expect(one.history).toEqual(["1 s put"]);
  });

  test("of other errors differ by what they say, not by its figures", () => {
    const signature = (text: string): string => findingOf(new RangeError(text)).signature;
    expect(signature("no row 12 at 3.5 s")).toBe(signature("no row 7 at 1e3 s"));
    expect(signature("no row 12")).not.toBe(signature("no column 12"));
    expect(findingOf(new RangeError("x")).invariant).toBe("range-error");
  });
});
