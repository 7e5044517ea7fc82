/**
 * The command line: which commands there are, and the settings they share. Each command is a file in commands/, which
 * imports what it needs when it runs, so that `--help` does not wait for the chart library.
 */
import yargs from "yargs";
import { packageVersion } from "../runner/package-info.js";
import { calibrateCommand } from "./commands/calibrate.js";
import { checkCommand } from "./commands/check.js";
import { compareCommand } from "./commands/compare.js";
import { explainCommand } from "./commands/explain.js";
import { fuzzCommand } from "./commands/fuzz.js";
import { importCommand } from "./commands/import.js";
import { initCommand } from "./commands/init.js";
import { listCommand } from "./commands/list.js";
import { mergeCommand } from "./commands/merge.js";
import { planCommand } from "./commands/plan.js";
import { proveCommand } from "./commands/prove.js";
import { reportCommand } from "./commands/report.js";
import { runCommand } from "./commands/run.js";
import { sensitivityCommand } from "./commands/sensitivity.js";
import { sweepCommand } from "./commands/sweep.js";
import { uiCommand } from "./commands/ui.js";
import { validateCommand } from "./commands/validate.js";
import { EXIT, EXIT_CODE_HELP } from "./exit-codes.js";
import { commandIn, reportFailure } from "./report-failure.js";
import { UsageError } from "./usage-error.js";

/** Wide enough for the option table, narrow enough for a split screen; fixed, so that help is the same everywhere. */
const HELP_COLUMNS = 100;

/** Runs one command line (without node and script) and gives the exit code. Never throws. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  try {
    await parserOf(argv).parseAsync();
    return EXIT.ok;
  } catch (error) {
    return reportFailure(error, argv);
  }
}

/** What `--help` prints for a command line without it. */
export async function helpOf(argv: readonly string[]): Promise<string> {
  return parserOf(argv).getHelp();
}

function parserOf(argv: readonly string[]): ReturnType<typeof yargs> {
  return yargs([...argv])
    .scriptName("clustermesh-sim")
    .locale("en")
    .usage(
      "$0 COMMAND\n\nSimulates the scaling of Cilium Cluster Mesh: connections, sync latency and etcd load, " +
        "with and without KVStoreMesh.",
    )
    .parserConfiguration({
      // Keys of --set hold dots, and --seed 007 is not 7.
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      // "run --set a=1 PRESET" must not take PRESET for a second --set.
      "greedy-arrays": false,
      // Options that begin with no- are spelled out below.
      "boolean-negation": false,
      // One name for each option, so that a message does not name it twice.
      "camel-case-expansion": false,
    })
    .command(runCommand)
    .command(fuzzCommand)
    .command(reportCommand)
    .command(sweepCommand)
    .command(mergeCommand)
    .command(compareCommand)
    .command(planCommand)
    .command(checkCommand)
    .command(sensitivityCommand)
    .command(calibrateCommand)
    .command(proveCommand)
    .command(uiCommand)
    .command(validateCommand)
    .command(listCommand)
    .command(explainCommand)
    .command(initCommand)
    .command(importCommand)
    .completion("completion", "Print a script for the shell that completes commands and options")
    .demandCommand(
      1,
      "name a command: run, fuzz, report, sweep, merge, compare, plan, check, sensitivity, calibrate, prove, ui, validate, list, explain, init, import",
    )
    .strict()
    .recommendCommands()
    .version(packageVersion())
    .alias({ help: "h" })
    .epilogue(EXIT_CODE_HELP)
    .wrap(HELP_COLUMNS)
    .exitProcess(false)
    .check(refuseRepeated)
    .fail((message, error) => {
      // yargs gives its own mistakes as text, and what a command threw as an error.
      throw isOwnError(error) ? new UsageError(explain(message, argv)) : error;
    });
}

/** yargs would quietly make a list of `--seed 1 --seed 2`. */
function refuseRepeated(args: Readonly<Record<string, unknown>>): true {
  for (const [name, value] of Object.entries(args)) {
    if (!Array.isArray(value) || name.length === 1 || REPEATABLE.has(name)) continue;
    throw new UsageError(`--${name} is given ${value.length} times; give it once`);
  }
  return true;
}

const REPEATABLE = new Set([
  ...["dirs", "set", "set-b", "values", "budget"],
  ...["files", "kubectl", "helm", "prometheus"],
]);

function isOwnError(error: Error | undefined): boolean {
  return error === undefined || error.name === "YError";
}

/** The parser's message as one line that says what is wrong, also where it only gives advice. */
function explain(message: string, argv: readonly string[]): string {
  const line = message
    .split("\n")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toLowerCase() + part.slice(1))
    .join("; ")
    .replaceAll(":;", ":");
  return line.startsWith("did you mean") ? `unknown command "${commandIn(argv)}"; ${line}` : line;
}
