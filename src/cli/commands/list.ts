/**
 * `list presets|topologies|metrics|variants`: what the program has to offer, as a table or as JSON.
 */
import type { CommandModule } from "yargs";
import { printData } from "../terminal.js";
import { textTable } from "../text-table.js";

const SUBJECTS = ["presets", "topologies", "metrics", "variants"] as const;
type Subject = (typeof SUBJECTS)[number];

interface ListArgs {
  readonly subject: Subject;
  readonly output: "table" | "json";
}

/** The command for yargs. */
export const listCommand: CommandModule<object, ListArgs> = {
  command: "list <subject>",
  describe: "List presets, topologies, metrics or variants",
  builder: (argv) =>
    argv
      .positional("subject", { choices: SUBJECTS, demandOption: true, describe: "What to list" })
      .option("output", {
        alias: "o",
        choices: ["table", "json"] as const,
        default: "table" as const,
        requiresArg: true,
        describe: "Form of the list",
      }),
  handler: async ({ subject, output }) => {
    const entries = await entriesOf(subject);
    if (output === "json") {
      printData(`${JSON.stringify(entries, null, 2)}\n`);
      return;
    }
    const header = Object.keys(entries[0] ?? {}).filter((name) => name !== "sources");
    const rows = entries.map((entry) => header.map((name) => cellOf(entry[name])));
    printData(textTable(header, rows));
  },
};

type Entry = Readonly<Record<string, string | readonly string[]>>;

async function entriesOf(subject: Subject): Promise<readonly Entry[]> {
  switch (subject) {
    case "presets": {
      const { PRESETS } = await import("../../scenario/presets.js");
      return PRESETS.map(({ name, summary, sources }) => ({ name, summary, sources }));
    }
    case "topologies": {
      const { TOPOLOGIES } = await import("../../../models/topology/topologies.js");
      return Object.entries(TOPOLOGIES).map(([name, { summary }]) => ({ name, summary }));
    }
    case "metrics": {
      const { METRICS } = await import("../../scenario/metric-catalogue.js");
      return METRICS.map(({ name, unit, labels, meaning }) => ({ name, unit, labels, meaning }));
    }
    case "variants": {
      const { VARIANTS } = await import("../../../models/variants/variants.js");
      return Object.entries(VARIANTS).map(([name, { summary }]) => ({ name, summary }));
    }
  }
}

function cellOf(value: Entry[string] | undefined): string {
  if (value === undefined || value.length === 0) return "-";
  return typeof value === "string" ? value : value.join(",");
}
