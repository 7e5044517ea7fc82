/**
 * `import`: a scenario from a real mesh - objects of Kubernetes, values of Cilium's chart, metrics - and with --against a
 * table of measured and simulated figures. What was read, and what was not, is said on stderr.
 */
import { existsSync } from "node:fs";
import type { CommandModule } from "yargs";
import type { Facts } from "../../import/facts.js";
import { UserError } from "../../scenario/user-error.js";
import { readInput } from "../read-input.js";
import { printData, say } from "../terminal.js";
import { textTable } from "../text-table.js";
import { UsageError } from "../usage-error.js";

interface ImportArgs {
  readonly files?: readonly string[] | undefined;
  readonly kubectl?: readonly string[] | undefined;
  readonly helm?: readonly string[] | undefined;
  readonly prometheus?: readonly string[] | undefined;
  readonly window?: string | undefined;
  readonly against?: string | undefined;
  readonly name: string;
  readonly out?: string | undefined;
  readonly force: boolean;
}

const FILES = { type: "string", array: true, requiresArg: true } as const;
const TEXT = { type: "string", requiresArg: true } as const;

/** The command for yargs. */
export const importCommand: CommandModule<object, ImportArgs> = {
  command: "import [files..]",
  describe: "Make a scenario from a real mesh: counts, rates and settings",
  builder: (argv) =>
    argv
      .positional("files", {
        type: "string",
        array: true,
        describe: "More files for --kubectl, so that a shell pattern works",
      })
      .options({
        kubectl: {
          ...FILES,
          describe: "Output of kubectl get ... -o json: a cluster each; A.json,B.json are one",
        },
        helm: {
          ...FILES,
          describe: "Values of Cilium's chart: for all clusters, or one file each",
        },
        prometheus: { ...FILES, describe: "Metrics: text exposition, or JSON of a range query" },
        window: {
          ...TEXT,
          describe: "Time from the first to the last scrape, as in 5m, when samples have no times",
        },
        against: {
          ...TEXT,
          describe: "Directory of a run: print its figures beside the measured ones instead",
        },
        name: { ...TEXT, default: "imported", describe: "Name of the scenario" },
        out: { ...TEXT, describe: "File to write (default: standard output)" },
        force: { type: "boolean", default: false, describe: "Overwrite the file when it exists" },
      }),
  handler: run,
};

async function run(args: ImportArgs): Promise<void> {
  const windowSeconds = await windowOf(args.window);
  refuseOdd(args);
  if (args.against !== undefined) {
    await check(args.against, args.prometheus ?? [], windowSeconds);
    return;
  }
  const { joinFacts, scenarioFile } = await import("../../import/scenario-file.js");
  const facts = joinFacts(await factsOf(args, windowSeconds));
  const { text, assumptions, scenario } = scenarioFile(facts, args.name);
  for (const line of facts.read) say(`read: ${line}`);
  for (const line of assumptions) say(`assumed: ${line}`);
  if (args.out === undefined) {
    printData(text);
    return;
  }
  const { writeFiles } = await import("../../study/write-files.js");
  writeFiles(".", [{ name: args.out, content: text }]);
  const clusters = scenario.groups.reduce((sum, group) => sum + group.clusters, 0);
  say(`wrote ${args.out}: ${clusters} clusters; run it with: clustermesh-sim run -f ${args.out}`);
}

/** What cannot mean anything is refused before a file is read. */
function refuseOdd(args: ImportArgs): void {
  const { kubectl, helm, prometheus, files = [], out } = args;
  if (kubectl === undefined && helm === undefined && prometheus === undefined) {
    throw new UsageError("name what to import: --kubectl FILE, --helm FILE or --prometheus FILE");
  }
  if (files.length > 0 && kubectl === undefined) {
    throw new UsageError(
      `"${files[0] ?? ""}" belongs to no option; only --kubectl takes more files`,
    );
  }
  if (prometheus === undefined && (args.window ?? args.against) !== undefined) {
    throw new UsageError("--window and --against need --prometheus");
  }
  if (args.against !== undefined && (kubectl ?? helm ?? out) !== undefined) {
    throw new UsageError("--against compares metrics only; leave --kubectl, --helm and --out away");
  }
  if (out !== undefined && existsSync(out) && !args.force) {
    const message = "exists already; name another file, or overwrite it with --force";
    throw new UserError([{ file: out, path: "", message }]);
  }
}

async function windowOf(text: string | undefined): Promise<number | undefined> {
  if (text === undefined) return undefined;
  const { DURATION_PATTERN, durationNs } = await import("../../scenario/units.js");
  if (DURATION_PATTERN.test(text) && durationNs(text) > 0) return durationNs(text) / 1e9;
  throw new UsageError(`--window should be a duration such as 5m or 90s, found "${text}"`);
}

/** In the order of trust: what was counted, what was configured, what was measured. */
async function factsOf(
  args: ImportArgs,
  windowSeconds: number | undefined,
): Promise<readonly Facts[]> {
  const found: Facts[] = [];
  const { kubectl, helm, prometheus, files = [] } = args;
  if (kubectl !== undefined) {
    const { importKubectl } = await import("../../import/kubectl/import.js");
    const clusters = [...kubectl, ...files].map((one) =>
      one.split(",").filter((file) => file !== ""),
    );
    found.push(await importKubectl(clusters));
  }
  if (helm !== undefined) {
    const { importHelm } = await import("../../import/helm/import.js");
    const sources = [];
    for (const file of helm) sources.push(await readInput(file));
    found.push(importHelm(sources));
  }
  if (prometheus !== undefined) {
    const { readMetrics } = await import("../../import/prometheus/read.js");
    const { importMetrics } = await import("../../import/prometheus/import.js");
    found.push(importMetrics(await readMetrics(prometheus), windowSeconds));
  }
  return found;
}

/** The table of measured and simulated figures. */
async function check(
  dir: string,
  files: readonly string[],
  windowSeconds: number | undefined,
): Promise<void> {
  const { readRunDirectory } = await import("../../report/read.js");
  const { readMetrics } = await import("../../import/prometheus/read.js");
  const { checkAgainst } = await import("../../import/prometheus/check.js");
  const { summary } = readRunDirectory(dir);
  const rows = checkAgainst(await readMetrics(files), summary.results, windowSeconds);
  if (rows.length === 0) {
    const message = "no figure that the run has too; rates need two samples of each counter";
    throw new UserError([{ file: files.join(", "), path: "", message }]);
  }
  const digits = (value: number): string => String(Number(value.toPrecision(4)));
  const header = ["topology", "metric", "stat", "unit", "measured", "simulated", "ratio"];
  const cells = rows.map((row) => [
    row.topology,
    row.metric,
    row.stat,
    row.unit,
    digits(row.measured),
    digits(row.simulated),
    row.ratio === undefined ? "-" : row.ratio.toFixed(2),
  ]);
  printData(textTable(header, cells));
  say("highest cluster of each; ratio = simulated / measured");
}
