/**
 * `merge DIR...`: makes the results of a sweep from its shards, after it has checked that they are all there, whole, and
 * of one sweep. It runs nothing and changes no shard.
 */
import type { CommandModule } from "yargs";
import { printSweep, SWEEP_OUTPUTS, type SweepOutput } from "../sweep-output.js";
import { UsageError } from "../usage-error.js";

interface MergeArgs {
  readonly dirs: readonly string[];
  readonly out?: string | undefined;
  readonly output: SweepOutput;
}

/** The command for yargs. */
export const mergeCommand: CommandModule<object, MergeArgs> = {
  command: "merge <dirs..>",
  describe: "Put the shards of a sweep together",
  builder: (argv) =>
    argv
      .positional("dirs", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "The --out that the shards share, or the folder of each shard",
      })
      .options({
        out: {
          type: "string",
          requiresArg: true,
          describe: "Directory of the results (default: the directory, if one is named)",
        },
        output: {
          alias: "o",
          choices: SWEEP_OUTPUTS,
          default: "table" as const,
          requiresArg: true,
          describe: "What goes to stdout",
        },
      }),
  handler: merge,
};

async function merge({ dirs, out, output }: MergeArgs): Promise<void> {
  const target = out ?? (dirs.length === 1 ? dirs[0] : undefined);
  if (target === undefined) throw new UsageError("say with --out where the results should go");
  const { mergeShards } = await import("../../study/sweep/merge.js");
  const { finishSweep } = await import("../../study/sweep/finish.js");
  const { refuseOtherSweep } = await import("../../study/sweep/refuse.js");
  const { claimOutDir } = await import("../../runner/out-dir.js");
  const { sweep, plan, states } = mergeShards(dirs);
  const outDir = claimOutDir(target);
  try {
    refuseOtherSweep(target, sweep, null);
    const finished = await finishSweep(target, sweep, plan, states);
    await printSweep(output, target, sweep, states, finished);
  } finally {
    outDir.release();
  }
}
