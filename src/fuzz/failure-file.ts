/**
 * What is kept of a failing case: the smallest scenario that still fails, as a file that `run` takes, with the command
 * that repeats it. The file's bytes depend on the case only, not on when or on how many threads it was found.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileProblem } from "../runner/file-problem.js";
import { renderScenario } from "../scenario/render.js";
import type { Scenario } from "../scenario/scenario.js";
import type { Failure } from "./campaign.js";
import type { CasePool } from "./case-pool.js";
import { randomScenario } from "./random-scenario.js";
import type { Finding } from "./run-case.js";
import { shrink } from "./shrink.js";
import { makeFolder } from "../runner/out-dir.js";

/** A failing case, made smaller. */
export interface ShrunkFailure {
  readonly failure: Failure;
  /** As it was drawn. */
  readonly drawn: Scenario;
  readonly scenario: Scenario;
  /** What the smaller scenario fails by: the same mistake, with its own reader, key and history. */
  readonly finding: Finding;
  readonly tries: number;
  /** False when the tries ran out before nothing simpler failed. */
  readonly isMinimal: boolean;
}

/** Longest description that a scenario takes. */
const LONGEST_TEXT = 2000;

/** Shrinks a failing case; the seed stays. */
export async function shrinkFailure(
  failure: Failure,
  options: {
    readonly pool: CasePool;
    readonly tries: number;
    readonly onProgress?: (tries: number) => void;
  },
): Promise<ShrunkFailure> {
  const { seed } = failure;
  const drawn = randomScenario(seed).scenario;
  let { finding } = failure;
  const fails = async (scenario: Scenario): Promise<boolean> => {
    const outcome = await options.pool.run({ seed, scenario });
    if (outcome.finding?.signature !== finding.signature) return false;
    ({ finding } = outcome);
    return true;
  };
  const { scenario, tries, isMinimal } = await shrink(drawn, { ...options, fails });
  return { failure, drawn, scenario, finding, tries, isMinimal };
}

/** Writes the scenario into `folder`, which is made when missing; returns its path. @throws UserError */
export function writeFailure(folder: string, shrunk: ShrunkFailure): string {
  const path = failurePath(folder, shrunk.failure);
  try {
    makeFolder(folder);
    writeFileSync(path, failureText(shrunk));
  } catch (error) {
    throw fileProblem(error, path, "write the scenario");
  }
  return path;
}

/** Where the scenario of a failure goes. */
export function failurePath(folder: string, { finding, seed }: Failure): string {
  return join(folder, `${finding.invariant}-${seed}.yaml`);
}

/** The arguments that repeat a failure from its file. */
export function replayArgs(path: string, seed: string, variant: string | undefined) {
  const chosen = variant === undefined ? [] : ["--variant", variant];
  return ["run", "-f", path, "--seed", seed, "--check", "full", ...chosen] as const;
}

/** The file: a scenario like any other, which says in its description what it is for. */
export function failureText({ failure, scenario, finding }: ShrunkFailure): string {
  const description = `Fails with seed ${failure.seed}: ${finding.invariant}: ${finding.message}`;
  return renderScenario({ ...scenario, description: description.slice(0, LONGEST_TEXT) });
}
