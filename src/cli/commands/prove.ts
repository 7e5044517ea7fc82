/**
 * `prove`: predicts scenarios of one etcd with a cost profile, runs the same scenarios on a real etcd, and prints the
 * prediction beside the measurement. It judges, but a prediction that is off is a finding and no error: exit code 0.
 */
import { cpus, release } from "node:os";
import { resolve } from "node:path";
import type { CommandModule } from "yargs";
import type { CostProfile } from "../../../models/etcd/costs.js";
import type { Proof } from "../../lab/prove/prove.js";
import type { LabScenario } from "../../lab/scenario/lab-scenario.js";
import { etcdSource, LAB_OPTIONS, type LabArgs } from "../lab-options.js";
import { onStopSignal } from "../stop-signal.js";
import { parseWhole } from "../study-options.js";
import { printData, say } from "../terminal.js";
import { textTable } from "../text-table.js";
import { UsageError } from "../usage-error.js";

interface ProveArgs extends LabArgs {
  readonly files?: readonly string[] | undefined;
  readonly profile: string;
  readonly points?: string | undefined;
  readonly rounds?: string | undefined;
  readonly seed: string;
  readonly out?: string | undefined;
  readonly from?: string | undefined;
}

const text = { type: "string", requiresArg: true } as const;

/** The command for yargs. */
export const proveCommand: CommandModule<object, ProveArgs> = {
  command: "prove [files..]",
  describe: "Predict scenarios, run them on a real etcd, and print both",
  builder: (argv) =>
    argv
      .positional("files", {
        type: "string",
        array: true,
        describe: "Files of lab scenarios (default: experiments/fidelity/*.yaml)",
      })
      .options({
        profile: {
          ...text,
          default: "default",
          describe: "Cost profile: a name, or a file that calibrate wrote",
        },
        points: { ...text, describe: "Only these points, separated by commas" },
        rounds: { ...text, describe: "How often each point is measured (3)" },
        seed: { ...text, default: "1", describe: "Which keys change when" },
        out: { ...text, describe: "Directory for tables, charts and data" },
        from: {
          ...text,
          describe: "Measure nothing: predict again for the runs of an earlier proof's directory",
        },
        ...LAB_OPTIONS,
      }),
  handler: run,
};

async function run(args: ProveArgs): Promise<void> {
  const { defaultScenarioFiles, readLabScenarios } =
    await import("../../lab/scenario/scenario-files.js");
  const files =
    args.files === undefined || args.files.length === 0 ? defaultScenarioFiles() : args.files;
  const scenarios = choose(readLabScenarios(files), args.points);
  const profile = await profileNamed(args.profile);
  const { proof, manifest } =
    args.from === undefined
      ? await measure(args, { scenarios, profile })
      : await again(args.from, { scenarios, profile });
  const words = await import("../../lab/prove/proof-text.js");
  printData(textTable(words.FIGURE_COLUMNS, words.figureRows(proof.compared)));
  printData(`\n${textTable(words.SUMMARY_COLUMNS, words.summaryRows(proof.summary))}`);
  for (const line of words.conditionLines(proof)) say(line);
  if (args.out === undefined) return;
  const { writeFiles } = await import("../../study/write-files.js");
  const written = writeFiles(args.out, await words.proofFiles(proof, manifest));
  say(`wrote ${written.length} files into ${args.out}`);
}

interface Wanted {
  readonly scenarios: readonly LabScenario[];
  readonly profile: CostProfile;
}

interface Proven {
  readonly proof: Proof;
  readonly manifest: object;
}

async function measure(args: ProveArgs, { scenarios, profile }: Wanted): Promise<Proven> {
  const rounds = parseWhole("rounds", args.rounds, 3, 1, 100);
  const source = await etcdSource(args);
  const usable = scenarios.filter(
    ({ etcd, mirror }) =>
      source.tlsKinds.includes(etcd.tls) && (mirror === undefined || args.etcd === undefined),
  );
  if (usable.length < scenarios.length) {
    say(
      `${scenarios.length - usable.length} points need another etcd than this one and are left out`,
    );
  }
  const { prove } = await import("../../lab/prove/prove.js");
  const stop = onStopSignal();
  try {
    const { seed } = args;
    const startedAt = new Date().toISOString();
    const proof = await prove({
      ...{ scenarios: usable, profile, rounds, seed, ...source },
      signal: stop.signal,
      onProgress: say,
    });
    const manifest = {
      ...(await madeBy()),
      startedAt,
      finishedAt: new Date().toISOString(),
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      etcdCores: source.cores,
      kernel: release(),
      node: process.version,
      profile: profile.name,
      provenance: profile.provenance ?? null,
      rounds,
      seed,
    };
    return { proof, manifest };
  } finally {
    stop.forget();
  }
}

/** The runs stay what they are; what is new is the prediction. */
async function again(directory: string, { scenarios, profile }: Wanted): Promise<Proven> {
  const { proveAgain } = await import("../../lab/prove/prove.js");
  const { readProof } = await import("../../lab/prove/read-proof.js");
  const { proof, manifest } = readProof(directory);
  const known = scenarios.filter(({ name }) => proof.runs.some((run) => run.scenario === name));
  if (known.length === 0) {
    throw new UsageError(`--from ${directory}: it has runs of none of these scenarios`);
  }
  const predictedBy = { ...(await madeBy()), profile: profile.name };
  return {
    proof: proveAgain(proof, { scenarios: known, profile }),
    manifest: { ...manifest, predictedBy },
  };
}

async function madeBy(): Promise<{ readonly version: string; readonly gitCommit: string | null }> {
  const { gitCommit, packageVersion } = await import("../../runner/package-info.js");
  return { version: packageVersion(), gitCommit: gitCommit() };
}

function choose<T extends { readonly name: string }>(
  scenarios: readonly T[],
  names: string | undefined,
): readonly T[] {
  if (names === undefined) return scenarios;
  return names.split(",").map((name) => {
    const found = scenarios.find((scenario) => scenario.name === name);
    if (found !== undefined) return found;
    throw new UsageError(
      `--points: no "${name}"; there are ${scenarios.map((one) => one.name).join(", ")}`,
    );
  });
}

async function profileNamed(name: string): Promise<CostProfile> {
  const { loadCostProfile } = await import("../../runner/cost-profiles.js");
  if (!name.includes("/") && !name.endsWith(".yaml")) return loadCostProfile(name);
  const { parseCostProfile } = await import("../../../models/etcd/costs.js");
  const { readFileSync } = await import("node:fs");
  const { fileProblem } = await import("../../runner/file-problem.js");
  try {
    return parseCostProfile(name, readFileSync(resolve(name), "utf8"));
  } catch (error) {
    throw fileProblem(error, name, "read the profile");
  }
}
