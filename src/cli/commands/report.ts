/**
 * `report DIR`: makes the report again from the results saved in DIR, or prints them in a format of other programs. It
 * runs nothing.
 */
import type { CommandModule } from "yargs";
import { printData, say } from "../terminal.js";
import { UsageError } from "../usage-error.js";

interface ReportArgs {
  readonly dir: string;
  readonly output: (typeof FORMATS)[number];
  readonly start?: string | undefined;
}

/** Written into the directory, and printed. */
const FILES = ["html", "print", "md", "svg", "png"] as const;
const FORMATS = [...FILES, "csv", "json", "perfdash", "openmetrics"] as const;

/** The command for yargs. */
export const reportCommand: CommandModule<object, ReportArgs> = {
  command: "report <dir>",
  describe: "Make the report again from saved results",
  builder: (argv) =>
    argv
      .positional("dir", {
        type: "string",
        demandOption: true,
        describe: "Directory of a run (its --out)",
      })
      .option("output", {
        alias: "o",
        choices: FORMATS,
        default: "html" as const,
        requiresArg: true,
        describe:
          "html, print (for PDF), md, svg and png write into DIR; csv, json, perfdash and openmetrics print",
      })
      .option("start", {
        type: "string",
        requiresArg: true,
        describe:
          "When the mesh started, for openmetrics, as in 2026-01-31T12:00:00Z (default: the run)",
      }),
  handler: async ({ dir, output, start }) => {
    const at = startOf(start, output);
    const { readRunDirectory } = await import("../../report/read.js");
    const documents = readRunDirectory(dir);
    if (output === "json") {
      const { renderSummaryJson } = await import("../../runner/result.js");
      printData(renderSummaryJson(documents.summary));
    } else if (output === "csv") {
      const { renderCsv } = await import("../../report/csv.js");
      printData(renderCsv(documents.summary));
    } else if (output === "perfdash") {
      const { renderPerfdash } = await import("../../report/formats/perfdash.js");
      printData(renderPerfdash(documents));
    } else if (output === "openmetrics") {
      const { renderOpenMetrics } = await import("../../report/formats/openmetrics.js");
      const began = at ?? Date.parse(documents.manifest.environment.startedAt);
      printData(renderOpenMetrics(documents, Math.floor(began / 1000)));
    } else {
      const { writeReport } = await import("../../report/write.js");
      const { claimOutDir } = await import("../../runner/out-dir.js");
      const outDir = claimOutDir(dir);
      try {
        const { reportPath } = await writeReport(documents, dir, output);
        say(`report: ${reportPath}`);
      } finally {
        outDir.release();
      }
    }
  },
};

/** Milliseconds since 1970; undefined when not given. */
function startOf(text: string | undefined, output: ReportArgs["output"]): number | undefined {
  if (text === undefined) return undefined;
  if (output !== "openmetrics") throw new UsageError("--start goes with -o openmetrics only");
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`--start should be a time such as 2026-01-31T12:00:00Z, found "${text}"`);
}
