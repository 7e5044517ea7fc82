/**
 * `fuzz`: draws random small meshes with incidents, runs each with every check on, and makes the first that fails
 * small enough to read. The verdict goes to stdout and does not depend on --jobs; progress and speed go to stderr.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { CommandModule } from "yargs";
import type { CampaignProgress, CampaignResult } from "../../fuzz/campaign.js";
import type { CasePool } from "../../fuzz/case-pool.js";
import { Interrupted, interruptionOf, RunFailure } from "../../runner/run-failure.js";
import { campaignText, failureText } from "../fuzz-report.js";
import { parseFuzzSeed, parseJobs, parseMinutes, parseWhole } from "../option-values.js";
import { PROGRESS_MODES, resolveProgressMode, type ProgressMode } from "../progress.js";
import { shellCommand } from "../../runner/replay-command.js";
import { onStopSignal, type StopSignal } from "../stop-signal.js";
import { printData, say } from "../terminal.js";

interface FuzzArgs {
  readonly runs?: string | undefined;
  readonly seed: string;
  readonly minutes?: string | undefined;
  readonly jobs?: string | undefined;
  readonly variant?: string | undefined;
  readonly "expect-violation": boolean;
  readonly "keep-going": boolean;
  readonly "shrink-runs": string;
  readonly out: string;
  readonly progress: ProgressMode;
}

const text = { type: "string", requiresArg: true } as const;
const flag = { type: "boolean", default: false } as const;

/** Runs unless the user says how many, or how long. */
const DEFAULT_RUNS = 500;
const MOST_RUNS = 1e9;
const LINE_INTERVAL_MS = 5_000;

/** The command for yargs. */
export const fuzzCommand: CommandModule<object, FuzzArgs> = {
  command: "fuzz",
  describe: "Run random small meshes with incidents and check that each converges",
  builder: (argv) =>
    argv.options({
      runs: {
        ...text,
        describe: `Runs at most (default: ${DEFAULT_RUNS}; with --minutes: no end)`,
      },
      seed: { ...text, default: "1", describe: "Root of all random numbers, 1 to 48 characters" },
      minutes: { ...text, describe: "End after this time; the number of runs then varies" },
      jobs: { ...text, describe: "Runs at a time; never changes the verdict (default: all cores)" },
      variant: { ...text, describe: "Sync algorithm to run: a name, or a file that exports one" },
      "expect-violation": {
        ...flag,
        describe: "Succeed when a run fails, and fail when none does",
      },
      "keep-going": { ...flag, describe: "Do not stop at the first run that fails" },
      "shrink-runs": {
        ...text,
        default: "1000",
        describe: "Runs at most to make a failing scenario smaller",
      },
      out: {
        ...text,
        default: join("results", "local", "fuzz"),
        describe: "Directory for the scenarios of runs that fail",
      },
      progress: {
        choices: PROGRESS_MODES,
        default: "auto" as const,
        requiresArg: true,
        describe: "Progress on stderr; auto: lines on a terminal and in CI, else none",
      },
    }),
  handler: fuzz,
};

async function fuzz(args: FuzzArgs): Promise<void> {
  const options = optionsOf(args);
  const { openPool } = await import("../../fuzz/case-pool.js");
  const { loadCostProfile } = await import("../../runner/cost-profiles.js");
  const { variant } = options;
  const costs = loadCostProfile("default");
  const pool = await openPool(options.jobs, {
    costs,
    ...(variant === undefined ? {} : { variant }),
  });
  const stop = onStopSignal();
  try {
    const result = await campaign(options, pool, stop);
    const replays = await settle(options, result, pool, stop);
    conclude(options, result, replays);
  } finally {
    stop.forget();
    await pool.close();
  }
}

type Options = ReturnType<typeof optionsOf>;

function optionsOf(args: FuzzArgs) {
  const minutes = parseMinutes(args.minutes);
  const byDefault = minutes === undefined ? DEFAULT_RUNS : Infinity;
  return {
    seed: parseFuzzSeed(args.seed),
    runs: parseWhole("--runs", args.runs, 1, MOST_RUNS) ?? byDefault,
    minutes,
    jobs: parseJobs(args.jobs) ?? Math.min(64, availableParallelism()),
    shrinkRuns: parseWhole("--shrink-runs", args["shrink-runs"], 0, MOST_RUNS) ?? 0,
    variant: args.variant,
    out: args.out,
    keepGoing: args["keep-going"],
    expectsViolation: args["expect-violation"],
    isQuiet: resolveProgressMode(args.progress) === "none",
  };
}

async function campaign(options: Options, pool: CasePool, stop: StopSignal) {
  const { runCampaign } = await import("../../fuzz/campaign.js");
  const { TRANSITION_IDS } = await import("../../fuzz/run-case.js");
  const { seed, runs, minutes, variant, isQuiet } = options;
  const startedMs = Date.now();
  const endMs = minutes === undefined ? Infinity : startedMs + minutes * 60_000;
  let nextMs = startedMs + LINE_INTERVAL_MS;
  let done = 0;
  const onProgress = (progress: CampaignProgress): void => {
    ({ done } = progress);
    if (isQuiet || Date.now() < nextMs) return;
    nextMs = Date.now() + LINE_INTERVAL_MS;
    say(progressLine(progress, runs, Date.now() - startedMs));
  };
  const model = variant === undefined ? "" : `, variant ${variant}`;
  say(`fuzz: ${runs === Infinity ? `${minutes} min` : `${runs} runs`}, seed ${seed}${model}`);
  const result = await runCampaign({
    ...{ seed, runs, pool, transitions: TRANSITION_IDS, keepGoing: options.keepGoing, onProgress },
    isOver: () => stop.signal.aborted || Date.now() >= endMs,
  });
  if (stop.signal.aborted) {
    // Hours of runs must not be lost: what they came to is said, only nothing is made smaller.
    printData(campaignText(result, options));
    const kept = `after ${done} runs; ${result.failures.length} failed, nothing was written`;
    throw new Interrupted(interruptionOf(stop.signal).by, kept);
  }
  const { events } = result.coverage;
  say(`${speed(done, Date.now() - startedMs)}, ${(events / 1e6).toFixed(1)} M events`);
  return result;
}

/** Shrinks, writes and prints the first failure of each kind; returns the commands that repeat them. */
async function settle(
  options: Options,
  { failures }: CampaignResult,
  pool: CasePool,
  stop: StopSignal,
): Promise<readonly string[]> {
  const { replayArgs, shrinkFailure, writeFailure } = await import("../../fuzz/failure-file.js");
  const seen = new Set<string>();
  const replays: string[] = [];
  for (const failure of failures) {
    if (seen.has(failure.finding.signature)) continue;
    seen.add(failure.finding.signature);
    say(`run ${failure.index} fails (${failure.finding.invariant}); making it smaller`);
    const shrinking = shrinkFailure(failure, { pool, tries: options.shrinkRuns });
    const kept = `while making run ${failure.index} smaller; repeat it with seed ${options.seed}`;
    const shrunk = await stop.unlessStopped(shrinking, kept);
    const file = writeFailure(options.out, shrunk);
    const replay = shellCommand(replayArgs(file, failure.seed, options.variant));
    printData(`${failureText(shrunk, file, replay)}\n`);
    replays.push(replay);
  }
  return replays;
}

function conclude(options: Options, result: CampaignResult, replays: readonly string[]): void {
  printData(campaignText(result, options));
  const [replay] = replays;
  const [failure] = result.failures;
  if (failure === undefined || replay === undefined) {
    if (!options.expectsViolation) return;
    const message = `no run failed in ${result.runs}, though --expect-violation asks for one`;
    const words = ["fuzz", "--runs", `${result.runs}`, "--seed", options.seed];
    const variant = options.variant === undefined ? [] : ["--variant", options.variant];
    const again = shellCommand([...words, ...variant, "--expect-violation"]);
    throw new RunFailure({ name: "NoViolation", message, stack: "" }, again);
  }
  if (options.expectsViolation) return;
  const { finding, index } = failure;
  const message = `run ${index} of seed ${options.seed} breaks ${finding.invariant}`;
  // A variant breaks by its own fault; without one it is the simulator that is wrong.
  const name = options.variant === undefined ? "InvariantViolation" : "VariantViolation";
  throw new RunFailure({ name, message, stack: "" }, replay);
}

function progressLine({ done, failures, coverage }: CampaignProgress, runs: number, ms: number) {
  const { known, taken } = coverage();
  const of = runs === Infinity ? "" : ` of ${runs}`;
  const reached = known === 0 ? "" : `, ${taken} of ${known} transitions`;
  return `${done}${of} runs, ${failures} failed, ${speed(done, ms)}${reached}`;
}

function speed(runs: number, ms: number): string {
  return `${((runs * 1000) / Math.max(1, ms)).toFixed(1)} runs/s`;
}
