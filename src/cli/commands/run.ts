/**
 * `run`: the main job. It loads a scenario, claims the output directory, simulates, saves the results, makes the report
 * and prints the answer. The order matters: whatever can be refused is refused before the simulation starts.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { overall } from "../../measure/slos.js";
import { CHECKS, type Checks } from "../../runner/checks.js";
import { defaultJobs } from "../../runner/default-jobs.js";
import type { RunResult } from "../../runner/result.js";
import { describeScenario } from "../describe-scenario.js";
import { EXIT } from "../exit-codes.js";
import { JudgedExit } from "../judged-exit.js";
import { parseJobs, parseSeed } from "../option-values.js";
import { createProgress, PROGRESS_MODES, type ProgressMode } from "../progress.js";
import { replayCommand } from "../../runner/replay-command.js";
import { chooseScenario, withScenarioOptions, type ScenarioArgs } from "../scenario-input.js";
import { onStopSignal } from "../stop-signal.js";
import { printData, say, stdoutTakesColor, stdoutWidth } from "../terminal.js";
import { UsageError } from "../usage-error.js";

type RunArgs = ScenarioArgs & {
  readonly seed: string;
  readonly out?: string | undefined;
  readonly output: "table" | "json" | "csv";
  readonly progress: ProgressMode;
  readonly "no-report": boolean;
  readonly jobs?: string | undefined;
  readonly trace?: string | undefined;
  readonly check?: Checks | undefined;
  readonly variant?: string | undefined;
};

const text = { type: "string", requiresArg: true } as const;

/** The command for yargs. */
export const runCommand: CommandModule<object, RunArgs> = {
  command: "run [preset]",
  describe: "Simulate a mesh and report on it",
  builder: (argv) =>
    withScenarioOptions(argv).options({
      seed: { ...text, default: "1", describe: "Root of all random numbers" },
      out: { ...text, describe: "Directory of the results (default: results/local/NAME-SEED)" },
      output: {
        alias: "o",
        choices: ["table", "json", "csv"] as const,
        default: "table" as const,
        requiresArg: true,
        describe: "What goes to stdout: a one-screen summary, or the whole of summary.json",
      },
      progress: {
        choices: PROGRESS_MODES,
        default: "auto" as const,
        requiresArg: true,
        describe: "Progress on stderr; auto: bar on a terminal, lines in CI, else none",
      },
      "no-report": {
        type: "boolean",
        default: false,
        describe: "Save the results only, without report.html and charts",
      },
      jobs: {
        ...text,
        describe: "Topologies, or shares of one, at a time; never changes a result (default: 2)",
      },
      trace: { ...text, describe: "Write every event to this file (large)" },
      check: {
        choices: CHECKS,
        requiresArg: true,
        describe: "Invariants to check; full follows each key and waits for the mesh to rest",
      },
      variant: { ...text, describe: "Sync algorithm to run: a name, or a file that exports one" },
    }),
  handler: run,
};

async function run(args: RunArgs): Promise<void> {
  const seed = parseSeed(args.seed);
  const jobs = parseJobs(args.jobs) ?? defaultJobs();
  const { scenario, args: words } = await chooseScenario(args);
  if (args.check === "full" && scenario.fidelity === "cohort") {
    throw new UsageError("--check full follows each reader: add --fidelity individual");
  }
  const out = args.out ?? join("results", "local", `${scenario.name}-${seed}`);
  const { claimOutDir } = await import("../../runner/out-dir.js");
  const { runScenario } = await import("../../runner/run.js");
  const { sizeNotes } = await import("../size-note.js");
  const { writeResult } = await import("../../runner/write.js");

  const stop = onStopSignal();
  const outDir = claimOutDir(out);
  try {
    say(`${scenario.name}: ${describeScenario(scenario)}; seed ${seed}`);
    for (const note of sizeNotes(scenario)) say(`note: ${note}`);
    const progress = await createProgress(args.progress, scenario.topologies);
    let result: RunResult;
    let running = scenario.topologies.length;
    try {
      result = await runScenario({
        scenario,
        seed,
        jobs,
        // What came from standard input can be run again from the copy that the run leaves.
        replay: replayCommand(
          [...(words ?? ["-f", join(out, "scenario.yaml")]), ...checkWords(args)],
          seed,
        ),
        ...(args.check === undefined ? {} : { checks: args.check }),
        ...(args.variant === undefined ? {} : { variant: args.variant }),
        ...(args.trace === undefined ? {} : { traceFile: args.trace }),
        onProgress: progress.update,
        onTopologyDone: () => {
          running -= 1;
          if (running > 0 && !args["no-report"]) prepareReport();
        },
        signal: stop.signal,
      });
    } finally {
      progress.stop();
    }
    writeResult(outDir, result);
    await printResult(args.output, result);
    say(`results: ${out}`);
    const kept = "the results are saved, the report is not made";
    await stop.unlessStopped(makeReport(args, result, out), kept);
    refuseMissed(result);
  } finally {
    outDir.release();
    stop.forget();
  }
}

/** The options of the checks as they were given. */
function checkWords({ check, variant }: RunArgs): readonly string[] {
  return [
    ...(check === undefined ? [] : ["--check", check]),
    ...(variant === undefined ? [] : ["--variant", variant]),
  ];
}

async function printResult(output: RunArgs["output"], result: RunResult): Promise<void> {
  if (output === "json") {
    const { renderSummaryJson } = await import("../../runner/result.js");
    printData(renderSummaryJson(result.summary));
  } else if (output === "csv") {
    const { renderCsv } = await import("../../report/csv.js");
    printData(renderCsv(result.summary));
  } else {
    const { renderSummary } = await import("../../report/summary-text.js");
    printData(renderSummary(result, { color: stdoutTakesColor(), width: stdoutWidth() }));
  }
}

/** Last of all, so that whoever missed an objective has the report to see why. */
function refuseMissed({ summary: { slos = [] } }: RunResult): void {
  const verdict = overall(slos);
  if (verdict === true) return;
  const word = verdict === false ? "missed" : "inconclusive";
  throw new JudgedExit(EXIT.sloFailed, `objectives: ${word} (exit code ${EXIT.sloFailed})`);
}

/** What draws takes a while to load: from when the first topology has ended, a core has nothing else to do. */
function prepareReport(): void {
  // A failure is told when the report is made.
  import("../../report/write.js")
    .then(({ prepareDrawing }) => prepareDrawing())
    .catch(() => undefined);
}

async function makeReport(args: RunArgs, result: RunResult, out: string): Promise<void> {
  if (args["no-report"]) {
    const old = join(out, "report.html");
    if (existsSync(old)) say(`warning: ${old} is of an earlier run; "report ${out}" renews it`);
    return;
  }
  const { writeReport } = await import("../../report/write.js");
  const { reportPath } = await writeReport(result, out);
  say(`report: ${reportPath}`);
}
