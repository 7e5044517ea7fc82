/**
 * Options that the commands of studies share, and the checks that yargs cannot do: how many seeds, how many at a time.
 */
import { availableParallelism } from "node:os";
import { say } from "./terminal.js";
import { parseJobs } from "./option-values.js";
import { UsageError } from "./usage-error.js";

const text = { type: "string", requiresArg: true } as const;

/** The options; `seeds` has no default here, since each command has its own. */
export const STUDY_OPTIONS = {
  seeds: { ...text, describe: "How many seeds (1, 2, ...), the same for every mesh" },
  jobs: {
    ...text,
    describe: "Runs at a time; never changes a result (default: the cores, at most 4)",
  },
} as const;

/** Beyond this an interval gets no narrower that anybody could use. */
const MAX_SEEDS = 1000;
const DEFAULT_JOBS_MAX = 4;

/** Number of seeds. @throws UsageError */
export function parseSeeds(value: string | undefined, fallback: number): number {
  return parseWhole("seeds", value, fallback, 1, MAX_SEEDS);
}

/** A whole number in a range. @throws UsageError */
export function parseWhole(
  name: string,
  value: string | undefined,
  fallback: number,
  low: number,
  high: number,
): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (/^[0-9]+$/.test(value) && number >= low && number <= high) return number;
  throw new UsageError(
    `--${name} should be a whole number from ${low} to ${high}, found "${value}"`,
  );
}

/** Runs at a time. @throws UsageError */
export function studyJobs(value: string | undefined): number {
  return parseJobs(value) ?? Math.min(DEFAULT_JOBS_MAX, availableParallelism());
}

/**
 * Claims the directory of a study's files before its runs, so that a place that cannot be written, or that another
 * program writes into, is refused at once. Without a directory there is nothing to release.
 */
export async function claimStudyDir(
  dir: string | undefined,
): Promise<{ readonly release: () => void }> {
  if (dir === undefined) return { release: () => undefined };
  const { claimOutDir } = await import("../runner/out-dir.js");
  const claim = claimOutDir(dir);
  return { release: () => claim.release() };
}

/** Counts runs on stderr of a terminal, and is silent elsewhere. `stop` must be called before other output. */
export function runCounter(): { readonly count: () => void; readonly stop: () => void } {
  const isTerminal = process.stderr.isTTY && process.env["TERM"] !== "dumb";
  let runs = 0;
  const count = (): void => {
    runs += 1;
    if (isTerminal) process.stderr.write(`\r${runs} runs`);
  };
  return { count, stop: () => (isTerminal && runs > 0 ? say("") : undefined) };
}
