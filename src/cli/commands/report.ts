/**
 * `report DIR`: makes the report again from the results saved in DIR, or prints them as CSV or JSON. It runs nothing.
 */
import type { CommandModule } from "yargs";
import { printData, say } from "../terminal.js";

interface ReportArgs {
  readonly dir: string;
  readonly output: "html" | "csv" | "json";
}

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
        choices: ["html", "csv", "json"] as const,
        default: "html" as const,
        requiresArg: true,
        describe: "html writes the report and charts into DIR, csv and json print the summary",
      }),
  handler: async ({ dir, output }) => {
    const { readRunDirectory } = await import("../../report/read.js");
    const documents = readRunDirectory(dir);
    if (output === "json") {
      const { renderSummaryJson } = await import("../../runner/result.js");
      printData(renderSummaryJson(documents.summary));
    } else if (output === "csv") {
      const { renderCsv } = await import("../../report/csv.js");
      printData(renderCsv(documents.summary));
    } else {
      const { writeReport } = await import("../../report/write.js");
      const { claimOutDir } = await import("../../runner/out-dir.js");
      const outDir = claimOutDir(dir);
      try {
        const { reportPath } = await writeReport(documents, dir);
        say(`report: ${reportPath}`);
      } finally {
        outDir.release();
      }
    }
  },
};
