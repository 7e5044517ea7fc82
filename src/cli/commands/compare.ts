/**
 * `compare A B`: two saved results, two scenarios, one in both topologies (--topologies), or two algorithms (--variant-b). It says
 * "identical" and the hash, or how each figure differs and how sure that is. It judges nothing: that is `check`.
 */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CommandModule } from "yargs";
import type { Scenario } from "../../scenario/scenario.js";
import type { NamedComparison } from "../../study/comparison-text.js";
import { onStopSignal } from "../stop-signal.js";
import { parseSeeds, runCounter, STUDY_OPTIONS, studyJobs } from "../study-options.js";
import { printData } from "../terminal.js";
import { chooseScenario } from "../scenario-input.js";
import { UsageError } from "../usage-error.js";

interface CompareArgs {
  readonly a: string;
  readonly b?: string | undefined;
  readonly topologies: boolean;
  readonly set?: readonly string[] | undefined;
  readonly "set-b"?: readonly string[] | undefined;
  readonly "variant-b"?: string | undefined;
  readonly "different-scenarios": boolean;
  readonly seeds?: string | undefined;
  readonly jobs?: string | undefined;
  readonly output: "table" | "json" | "md";
  readonly all: boolean;
}

const DEFAULT_SEEDS = 5;
/** Lines that a terminal has room for, for each pair of topologies. */
const MOST_DIFFERENCES = 15;
const text = { type: "string", requiresArg: true } as const;
const sets = { type: "string", array: true, requiresArg: true } as const;

/** The command for yargs. */
export const compareCommand: CommandModule<object, CompareArgs> = {
  command: "compare <a> [b]",
  describe: "Compare two results, scenarios, topologies or variants",
  builder: (argv) =>
    argv
      .positional("a", {
        type: "string",
        demandOption: true,
        describe: "Directory of a result, preset or scenario file",
      })
      .positional("b", { type: "string", describe: "What to compare it with" })
      .options({
        topologies: {
          type: "boolean",
          default: false,
          describe: "Compare the two topologies of A; no B",
        },
        set: { ...sets, describe: "Change one field of both scenarios; may be repeated" },
        "set-b": { ...sets, describe: "Change one field of B only; B may then be left out" },
        "variant-b": {
          ...text,
          describe: "Sync algorithm of B: a name, or a file that exports one; B may be left out",
        },
        "different-scenarios": {
          type: "boolean",
          default: false,
          describe: "Compare results although they are of different scenarios",
        },
        ...STUDY_OPTIONS,
        output: {
          alias: "o",
          choices: ["table", "json", "md"] as const,
          default: "table" as const,
          requiresArg: true,
          describe: "Form of the comparison",
        },
        all: { type: "boolean", default: false, describe: "List every difference" },
      }),
  handler: compare,
};

async function compare(args: CompareArgs): Promise<void> {
  const named = await compareNamed(args);
  const { comparisonJson, comparisonMarkdown, comparisonText } =
    await import("../../study/comparison-text.js");
  const most = args.all ? Infinity : MOST_DIFFERENCES;
  if (args.output === "json") printData(comparisonJson(named));
  else if (args.output === "md") printData(comparisonMarkdown(named, most));
  else printData(comparisonText(named, most));
}

async function compareNamed(args: CompareArgs): Promise<NamedComparison> {
  const { a, b } = args;
  const changesB = args["set-b"] !== undefined || args["variant-b"] !== undefined;
  if (args.topologies && (b !== undefined || changesB)) {
    const what = "leave out B, --set-b and --variant-b";
    throw new UsageError(`--topologies compares the two topologies of A; ${what}`);
  }
  if (!args.topologies && b === undefined && !changesB) {
    throw new UsageError("name what to compare with: compare A B, or A --topologies");
  }
  const isResult = [a, b].map((name) => name !== undefined && isDirectory(name));
  if (isResult[0] && isResult[1] && b !== undefined) return compareSaved(args, a, b);
  if (isResult[0] || isResult[1]) {
    const what = "compare results with results, or scenarios with scenarios";
    throw new UsageError(`${isResult[0] ? a : (b ?? "")} is a directory of a result; ${what}`);
  }
  return compareRuns(args, a, b ?? a);
}

async function compareSaved(args: CompareArgs, a: string, b: string): Promise<NamedComparison> {
  for (const name of ["set", "set-b", "variant-b", "seeds", "jobs"] as const) {
    if (args[name] === undefined) continue;
    throw new UsageError(`--${name} is for scenarios; saved results are compared as they are`);
  }
  const { readRunDirectory } = await import("../../report/read.js");
  const { compareResults } = await import("../../study/compare-inputs.js");
  return compareResults(
    { dir: a, documents: readRunDirectory(a) },
    { dir: b, documents: readRunDirectory(b) },
    { differentScenarios: args["different-scenarios"] },
  );
}

async function compareRuns(args: CompareArgs, a: string, b: string): Promise<NamedComparison> {
  const both = args.set ?? [];
  const ofB = args["set-b"] ?? [];
  const seeds = parseSeeds(args.seeds, DEFAULT_SEEDS);
  const jobs = studyJobs(args.jobs);
  const left = { name: a, scenario: await scenarioNamed(a, both) };
  const variant = args["variant-b"];
  if (variant !== undefined)
    await (await import("../../runner/load-variant.js")).loadVariant(variant);
  const withB = [...ofB, ...(variant === undefined ? [] : [`--variant ${variant}`])];
  const name = withB.length === 0 ? b : `${b} with ${withB.join(", ")}`;
  const right = {
    ...{ name, scenario: await scenarioNamed(b, [...both, ...ofB]) },
    ...(variant === undefined ? {} : { variant }),
  };
  const { compareScenarios, compareTopologies } = await import("../../study/compare-inputs.js");
  const { firstSeeds } = await import("../../study/seed-runs.js");
  const stop = onStopSignal();
  const counter = runCounter();
  const options = { jobs, seeds: firstSeeds(seeds), signal: stop.signal, onDone: counter.count };
  try {
    if (args.topologies) return await compareTopologies(left, options);
    return await compareScenarios(left, right, options);
  } finally {
    counter.stop();
    stop.forget();
  }
}

/** A file when there is one of that name or it looks like one, else a preset. */
async function scenarioNamed(name: string, set: readonly string[]): Promise<Scenario> {
  const isFile = /\.ya?ml$/.test(name) || name === "-" || existsSync(name);
  const chosen = await chooseScenario({
    ...(isFile ? { file: name } : { preset: name }),
    set: [...set],
  } as Parameters<typeof chooseScenario>[0]);
  return chosen.scenario;
}

function isDirectory(path: string): boolean {
  return (
    existsSync(join(path, "summary.json")) ||
    (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}
