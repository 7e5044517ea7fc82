/**
 * `explain FIELD`: what a field of a scenario means, its unit, default and range; or what the code of a warning (W001) or of a study (S001) means.
 */
import type { CommandModule } from "yargs";
import { UserError } from "../../scenario/user-error.js";
import { printData } from "../terminal.js";

interface ExplainArgs {
  readonly field: string;
}

/** The command for yargs. */
export const explainCommand: CommandModule<object, ExplainArgs> = {
  command: "explain <field>",
  describe: "Explain a field of a scenario (spec.mesh.nodes) or a warning (W001, S001)",
  builder: (argv) =>
    argv.positional("field", {
      type: "string",
      demandOption: true,
      describe: "Path of a field, or code of a warning",
    }),
  handler: async ({ field }) => {
    if (/^[wWsS][0-9]+$/.test(field)) {
      printData(await explainWarning(field.toUpperCase()));
      return;
    }
    const { explainField } = await import("../../scenario/explain.js");
    printData(`${explainField(field).trimEnd()}\n`);
  },
};

async function explainWarning(code: string): Promise<string> {
  const { WARNING_CODES } = await import("../../runner/warnings.js");
  const { STUDY_CODES } = await import("../../study/sweep/notes.js");
  const codes = { ...WARNING_CODES, ...STUDY_CODES };
  const entry = Object.entries(codes).find(([one]) => one === code)?.[1];
  if (entry === undefined) {
    const message = `unknown warning; there are: ${Object.keys(codes).join(", ")}`;
    throw new UserError([{ file: code, path: "", message }]);
  }
  return `${code}\n\nMeaning: ${entry.meaning}\nWhat to do: ${entry.advice}\n`;
}
