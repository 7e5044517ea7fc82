/**
 * `check --baseline NAME`: the gate for CI. It ends with 0 when the results are the baseline's to the last bit, 4 when
 * they changed, 99 when an objective or a budget broke by it, and 3 when there is no baseline to compare with: that is
 * never green. With --update it makes the present results the baseline.
 */
import { join } from "node:path";
import type { CommandModule } from "yargs";
import type { Baseline } from "../../study/baseline.js";
import type { Budget } from "../../study/budgets.js";
import type { CheckResult } from "../../study/check.js";
import type { SeedTask } from "../../study/seed-runs.js";
import { EXIT } from "../exit-codes.js";
import { JudgedExit } from "../judged-exit.js";
import { chooseScenario, withScenarioOptions, type ScenarioArgs } from "../scenario-input.js";
import { onStopSignal } from "../stop-signal.js";
import {
  claimStudyDir,
  parseSeeds,
  runCounter,
  STUDY_OPTIONS,
  studyJobs,
} from "../study-options.js";
import { printData, say } from "../terminal.js";
import { UsageError } from "../usage-error.js";

type CheckArgs = ScenarioArgs & {
  readonly baseline: string;
  readonly update: boolean;
  readonly budget?: readonly string[] | undefined;
  readonly seeds?: string | undefined;
  readonly jobs?: string | undefined;
  readonly output: "table" | "json" | "md";
  readonly markdown?: string | undefined;
  readonly junit?: string | undefined;
  readonly annotations: boolean;
  readonly variant?: string | undefined;
};

/** Where baselines live, unless a path is given. */
const BASELINES = join("results", "baselines");
const DEFAULT_SEEDS = 3;
const text = { type: "string", requiresArg: true } as const;

/** The command for yargs. */
export const checkCommand: CommandModule<object, CheckArgs> = {
  command: "check [preset]",
  describe: "Compare with a baseline, for CI: equal, changed or broken",
  builder: (argv) =>
    withScenarioOptions(argv).options({
      baseline: {
        ...text,
        demandOption: true,
        describe: `Name of a directory in ${BASELINES}, or its path`,
      },
      update: {
        type: "boolean",
        default: false,
        describe: "Make the present results the baseline; a new one needs a PRESET or --file",
      },
      budget: {
        ...text,
        array: true,
        describe: "With --update: how much a figure may grow, as in sync_latency_seconds:p99=5%",
      },
      variant: {
        ...text,
        describe: "Sync algorithm to check: a name, or a file that exports one",
      },
      seeds: { ...STUDY_OPTIONS.seeds, describe: "With --update: how many seeds (default: 3)" },
      jobs: STUDY_OPTIONS.jobs,
      output: {
        alias: "o",
        choices: ["table", "json", "md"] as const,
        default: "table" as const,
        requiresArg: true,
        describe: "What goes to stdout",
      },
      markdown: { ...text, describe: "Also write Markdown for a pull request into this file" },
      junit: { ...text, describe: "Also write JUnit XML into this file" },
      annotations: {
        type: "boolean",
        default: process.env["GITHUB_ACTIONS"] === "true",
        defaultDescription: "in GitHub Actions",
        describe: "Also print annotations of GitHub Actions",
      },
    }),
  handler: check,
};

async function check(args: CheckArgs): Promise<void> {
  const dir = /[\\/]/.test(args.baseline) ? args.baseline : join(BASELINES, args.baseline);
  const { NoBaseline } = await import("../../study/baseline.js");
  try {
    if (args.update) await update(args, dir);
    else await compareWith(args, dir);
  } catch (error) {
    if (!(error instanceof NoBaseline)) throw error;
    await presentNone(args, error.message);
  }
}

async function compareWith(args: CheckArgs, dir: string): Promise<void> {
  for (const name of ["seeds", "budget"] as const) {
    if (args[name] === undefined) continue;
    throw new UsageError(`--${name} belongs to the baseline; give it together with --update`);
  }
  const { NoBaseline, readBaseline } = await import("../../study/baseline.js");
  const baseline = readBaseline(dir);
  if (namesScenario(args)) {
    const { hashScenario } = await import("../../scenario/hash.js");
    const { scenario } = await chooseScenario(args);
    if (hashScenario(scenario) !== hashScenario(baseline.scenario)) {
      throw new NoBaseline(
        `${dir}: is a baseline of another scenario (${baseline.scenario.name}) than ${scenario.name}; ` +
          "leave the scenario out, or make a new baseline with --update",
      );
    }
  }
  const { checkBaseline } = await import("../../study/check.js");
  const variant = await variantOf(args.variant);
  const result = await withRuns(args, (options) =>
    checkBaseline(baseline, { ...options, ...variant }),
  );
  await present(args, result);
}

/** The change that puts a variant into each run. @throws UserError when there is no such variant */
async function variantOf(
  variant: string | undefined,
): Promise<{ readonly variant?: (task: SeedTask) => SeedTask }> {
  if (variant === undefined) return {};
  const { loadVariant } = await import("../../runner/load-variant.js");
  await loadVariant(variant);
  return { variant: (task) => ({ ...task, variant }) };
}

async function update(args: CheckArgs, dir: string): Promise<void> {
  if (args.variant !== undefined) {
    throw new UsageError("--variant is compared with a baseline; leave out --update");
  }
  const old = namesScenario(args) ? undefined : await oldBaseline(dir);
  const scenario = old?.scenario ?? (await chooseScenario(args)).scenario;
  const { firstSeeds } = await import("../../study/seed-runs.js");
  const fallback = old?.seeds.length ?? DEFAULT_SEEDS;
  const seeds = firstSeeds(parseSeeds(args.seeds, fallback));
  const budgets = args.budget === undefined ? (old?.budgets ?? []) : await budgetsOf(args.budget);
  const { baselineRun, writeBaseline } = await import("../../study/baseline.js");
  const { baselineRuns, verdictsOf } = await import("../../study/check.js");
  const claim = await claimStudyDir(dir);
  try {
    const runs = await withRuns(args, (options) => baselineRuns(scenario, seeds, options));
    const [failure] = runs.flatMap((run) => run.failure ?? []);
    if (failure !== undefined) {
      const message = `error: no baseline of a run without result: ${failure}`;
      throw new JudgedExit(EXIT.failure, message);
    }
    const verdicts = verdictsOf(scenario, runs);
    const written = { scenario, seeds, budgets, verdicts, runs: runs.map(baselineRun) };
    for (const file of writeBaseline(dir, written)) say(`wrote ${file}`);
  } finally {
    claim.release();
  }
}

async function oldBaseline(dir: string): Promise<Baseline> {
  const { NoBaseline, readBaseline } = await import("../../study/baseline.js");
  try {
    return readBaseline(dir);
  } catch (error) {
    if (!(error instanceof NoBaseline)) throw error;
    throw new NoBaseline(`${error.message}; a new baseline needs its scenario: PRESET or --file`);
  }
}

async function budgetsOf(texts: readonly string[]): Promise<readonly Budget[]> {
  const { parseBudget } = await import("../../study/budgets.js");
  return texts.map((one) => {
    const budget = parseBudget(one);
    if (typeof budget === "string") throw new UsageError(`--budget ${one}: ${budget}`);
    return budget;
  });
}

async function withRuns<T>(
  args: CheckArgs,
  work: (options: {
    readonly jobs: number;
    readonly signal: AbortSignal;
    readonly onDone: () => void;
  }) => Promise<T>,
): Promise<T> {
  const stop = onStopSignal();
  const counter = runCounter();
  try {
    return await work({ jobs: studyJobs(args.jobs), signal: stop.signal, onDone: counter.count });
  } finally {
    counter.stop();
    stop.forget();
  }
}

async function present(args: CheckArgs, result: CheckResult): Promise<void> {
  const { checkHeadline, checkMarkdown, checkText } = await import("../../study/check-text.js");
  const { checkJunit } = await import("../../study/junit.js");
  const { checkAnnotations } = await import("../../study/annotations.js");
  const name = args.baseline;
  if (args.output === "json") {
    printData(`${JSON.stringify({ schemaVersion: 1, baseline: name, ...result }, null, 2)}\n`);
  } else if (args.output === "md") printData(checkMarkdown(result, name));
  else printData(checkText(result, name));
  await writeTo(args.markdown, checkMarkdown(result, name));
  await writeTo(args.junit, checkJunit(result, name));
  if (args.annotations) printAnnotations(checkAnnotations(result, name));
  if (result.verdict === "identical") return;
  const code = result.verdict === "broken" ? EXIT.sloFailed : EXIT.changed;
  throw new JudgedExit(code, `${checkHeadline(result)} (exit code ${code})`);
}

/** No baseline: every form says so, and none of them is green. */
async function presentNone(args: CheckArgs, message: string): Promise<never> {
  const { errorJunit } = await import("../../study/junit.js");
  const { annotation } = await import("../../study/annotations.js");
  const name = args.baseline;
  if (args.output === "json") {
    printData(
      `${JSON.stringify({ schemaVersion: 1, baseline: name, verdict: "no baseline", message }, null, 2)}\n`,
    );
  }
  await writeTo(
    args.markdown,
    `### ❔ clustermesh-sim check \`${name}\`\n\nNo baseline: ${message}\n`,
  );
  await writeTo(args.junit, errorJunit(name, message));
  if (args.annotations) printAnnotations([annotation("error", `check ${name}`, message)]);
  throw new JudgedExit(
    EXIT.noBaseline,
    `error: no baseline: ${message} (exit code ${EXIT.noBaseline})`,
  );
}

async function writeTo(file: string | undefined, content: string): Promise<void> {
  if (file === undefined) return;
  const { writeFiles } = await import("../../study/write-files.js");
  writeFiles(".", [{ name: file, content }]);
}

/** To stderr, which the runner reads as well: stdout may be JSON. */
function printAnnotations(lines: readonly string[]): void {
  for (const line of lines) say(line);
}

function namesScenario(args: CheckArgs): boolean {
  const { preset, file, set, values, topology, fidelity } = args;
  const named = [preset, file, args["mock-values"], set, values, topology, fidelity];
  return named.some((one) => one !== undefined);
}
