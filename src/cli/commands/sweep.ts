/**
 * `sweep FILE`: runs what is missing of a sweep, then writes its results and charts. Whatever can be refused is refused
 * before the first run. It may be killed and started again at any time, and run in shares on many machines.
 */
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { PROGRESS_MODES, type ProgressMode } from "../progress.js";
import { replayCommand } from "../../runner/replay-command.js";
import { onStopSignal } from "../stop-signal.js";
import { parseSeeds, STUDY_OPTIONS, studyJobs } from "../study-options.js";
import { createSweepProgress } from "../sweep-progress.js";
import { printSweep, SWEEP_OUTPUTS, type SweepOutput } from "../sweep-output.js";
import { printData, say } from "../terminal.js";
import { textTable } from "../text-table.js";
import { UsageError } from "../usage-error.js";
import type { Sweep } from "../../study/sweep/load.js";
import type { PointState } from "../../study/sweep/schedule.js";
import type { Shard } from "../../study/sweep/shard.js";

interface SweepArgs {
  readonly path: string;
  readonly out?: string | undefined;
  readonly seeds?: string | undefined;
  readonly jobs?: string | undefined;
  readonly shard?: string | undefined;
  readonly "only-failed": boolean;
  readonly "take-over": boolean;
  readonly "dry-run": boolean;
  readonly plan: boolean;
  readonly progress: ProgressMode;
  readonly output: SweepOutput;
}

const text = { type: "string", requiresArg: true } as const;
const flag = { type: "boolean", default: false } as const;

/** The command for yargs. */
export const sweepCommand: CommandModule<object, SweepArgs> = {
  command: "sweep <path>",
  describe: "Run a scenario over axes of values and many seeds",
  builder: (argv) =>
    argv
      .positional("path", {
        type: "string",
        demandOption: true,
        describe: "Sweep file, or a folder with sweep.yaml (such as experiments/rtt)",
      })
      .options({
        out: { ...text, describe: "Directory of the results (default: results/local/NAME)" },
        ...STUDY_OPTIONS,
        shard: { ...text, describe: "Run share I of N only, as in 2/5; see: merge" },
        "only-failed": { ...flag, describe: "Run again what failed, and nothing else" },
        "take-over": {
          ...flag,
          describe: "Take the directory though another host's lock is in it (for batch engines)",
        },
        "dry-run": { ...flag, describe: "Say what would run, and what it would take" },
        plan: { ...flag, describe: "Say how many shards to ask a batch engine for" },
        progress: {
          choices: PROGRESS_MODES,
          default: "auto" as const,
          requiresArg: true,
          describe: "Progress on stderr; auto: bar on a terminal, lines in CI, else none",
        },
        output: {
          alias: "o",
          choices: SWEEP_OUTPUTS,
          default: "table" as const,
          requiresArg: true,
          describe: "What goes to stdout",
        },
      }),
  handler: sweep,
};

async function sweep(args: SweepArgs): Promise<void> {
  const seeds = args.seeds === undefined ? undefined : parseSeeds(args.seeds, 1);
  const jobs = studyJobs(args.jobs);
  const { parseShard, pointsOf, shardFolder } = await import("../../study/sweep/shard.js");
  const shard = args.shard === undefined ? null : (parseShard(args.shard) ?? badShard(args.shard));
  const { chooseSweep } = await import("../sweep-input.js");
  const { sweep: chosen, file } = await chooseSweep(args.path, seeds);
  const whole = args.out ?? join("results", "local", chosen.name);
  const dir = shard === null ? whole : join(whole, shardFolder(shard));
  const points = pointsOf(chosen.points, shard);
  if (args.plan)
    return print((await import("../../study/sweep/text.js")).shardAdvice(chosen, file));
  if (args["dry-run"]) return dryRun(args, { chosen, points, dir, jobs });

  const { claimOutDir } = await import("../../runner/out-dir.js");
  const { runSweep } = await import("../../study/sweep/run.js");
  const { planDocument, pointFile } = await import("../../study/sweep/finish.js");
  const { planOf } = await import("../../study/sweep/plan-document.js");
  const { writeDocuments } = await import("../../study/sweep/write.js");
  const { refuseOtherSweep } = await import("../../study/sweep/refuse.js");
  const stop = onStopSignal(`what ran is in ${dir}; the same command goes on with it`);
  const outDir = claimOutDir(dir, { takeOver: args["take-over"] });
  try {
    refuseOtherSweep(dir, chosen, shard);
    const plan = planOf(chosen, shard);
    writeDocuments(dir, [planDocument(plan)]);
    const progress = await createSweepProgress(args.progress, jobs);
    let states: readonly PointState[];
    try {
      states = await runSweep({
        ...{ sweep: chosen, points, dir, jobs },
        onlyFailed: args["only-failed"],
        replay: (point, seed) => replayCommand(["-f", pointFile(point.id)], seed),
        signal: stop.signal,
        onProgress: progress.update,
      });
    } finally {
      progress.stop();
    }
    if (shard === null) {
      const { finishSweep } = await import("../../study/sweep/finish.js");
      const finished = await finishSweep(dir, chosen, plan, states);
      await printSweep(args.output, dir, chosen, states, finished);
    } else {
      endShard(dir, shard, states);
    }
  } finally {
    outDir.release();
    stop.forget();
  }
}

function endShard(dir: string, { index, count }: Shard, states: readonly PointState[]): void {
  const runs = states.flatMap((state) => state.runs);
  const failed = runs.filter((run) => run.kind === "failed").length;
  say(`shard ${index} of ${count}: ${runs.length} runs in ${dir}, ${failed} failed`);
}

async function dryRun(args: SweepArgs, { chosen, points, dir, jobs }: DryRun): Promise<void> {
  const { readLog } = await import("../../study/sweep/log.js");
  const { pointState, RunTable } = await import("../../study/sweep/schedule.js");
  const { planSentences, planTable } = await import("../../study/sweep/text.js");
  const table = new RunTable(readLog(dir).runs);
  const states = points.map((point) => pointState(chosen, point, table));
  if (args.output === "json") {
    const { planOf } = await import("../../study/sweep/plan-document.js");
    printData(`${JSON.stringify(planOf(chosen, null), null, 2)}\n`);
    return;
  }
  const { header, rows } = planTable(states);
  printData(textTable(header, rows));
  for (const line of planSentences(chosen, states, jobs)) say(line);
}

interface DryRun {
  readonly chosen: Sweep;
  readonly points: readonly PointState["point"][];
  readonly dir: string;
  readonly jobs: number;
}

function print(lines: readonly string[]): void {
  printData(lines.map((line) => `${line}\n`).join(""));
}

function badShard(given: string): never {
  throw new UsageError(`--shard should be I/N with I from 1 to N, as in 2/5, found "${given}"`);
}
