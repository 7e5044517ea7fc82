/**
 * `calibrate`: measures a real etcd with microbenchmarks and writes a cost profile of it, with which `prove` predicts and
 * every other command can run (`--set spec.clustermesh.apiserver.etcd.costProfile=NAME`).
 */
import { basename, dirname, join, resolve } from "node:path";
import type { CommandModule } from "yargs";
import { etcdSource, LAB_OPTIONS, type LabArgs } from "../lab-options.js";
import { onStopSignal } from "../stop-signal.js";
import { printData, say } from "../terminal.js";
import { textTable } from "../text-table.js";
import { UsageError } from "../usage-error.js";

interface CalibrateArgs extends LabArgs {
  readonly quick: boolean;
  readonly full: boolean;
  readonly smoke: boolean;
  readonly name: string;
  readonly prior: string;
  readonly out?: string | undefined;
}

const text = { type: "string", requiresArg: true } as const;
const flag = { type: "boolean", default: false } as const;

/** The command for yargs. */
export const calibrateCommand: CommandModule<object, CalibrateArgs> = {
  command: "calibrate",
  describe: "Measure a real etcd and write a cost profile of it",
  builder: (argv) =>
    argv.options({
      quick: { ...flag, describe: "Three rounds, about two minutes (the default)" },
      full: { ...flag, describe: "Seven longer rounds, about twenty minutes" },
      smoke: { ...flag, describe: "One short round, only to see that everything runs" },
      name: { ...text, default: "calibrated", describe: "Name of the profile" },
      prior: {
        ...text,
        default: "default",
        describe: "Profile whose constants stay where nothing can be measured",
      },
      out: { ...text, describe: "File to write (default: models/etcd/costs/NAME.yaml)" },
      ...LAB_OPTIONS,
    }),
  handler: run,
};

async function run(args: CalibrateArgs): Promise<void> {
  const modes = (["quick", "full", "smoke"] as const).filter((mode) => args[mode]);
  if (modes.length > 1) throw new UsageError(`--${modes.join(" and --")} exclude each other`);
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(args.name)) {
    throw new UsageError(`--name should be of small letters, digits, dots and hyphens`);
  }
  if (["default", "priors"].includes(args.name) && args.out === undefined) {
    throw new UsageError(`--name ${args.name} is a profile that comes with the program`);
  }
  const { loadCostProfile } = await import("../../runner/cost-profiles.js");
  const { packageRoot, packageVersion } = await import("../../runner/package-info.js");
  const { writeFiles } = await import("../../study/write-files.js");
  const { calibrate } = await import("../../lab/calibrate/calibrate.js");
  const prior = loadCostProfile(args.prior);
  const source = await etcdSource(args);
  const stop = onStopSignal("no profile was written");
  try {
    const { profile, yaml } = await calibrate({
      ...source,
      mode: modes[0] ?? "quick",
      name: args.name,
      prior,
      tool: packageVersion(),
      signal: stop.signal,
      onProgress: say,
    });
    const rows = profile.constants.map(({ name, value, unit, confidence, interval }) => {
      const measured = interval === undefined ? "" : `${interval[0]} .. ${interval[1]}`;
      return [
        name,
        `${value} ${unit}`,
        measured,
        interval === undefined ? `kept (${confidence})` : "measured",
      ];
    });
    printData(textTable(["constant", "value", "lowest .. highest", "origin"], rows));
    const folder = join(packageRoot(), "models", "etcd", "costs");
    const file = args.out === undefined ? join(folder, `${args.name}.yaml`) : resolve(args.out);
    writeFiles(dirname(file), [{ name: basename(file), content: yaml }]);
    say(`wrote ${file}`);
  } finally {
    stop.forget();
  }
}
