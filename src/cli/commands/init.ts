/**
 * `init [FILE]`: writes a commented scenario to start from. It never overwrites a file unless asked to.
 */
import { writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { CommandModule } from "yargs";
import { errorCode, fileProblem } from "../../runner/file-problem.js";
import { packageRoot } from "../../runner/package-info.js";
import { UserError } from "../../scenario/user-error.js";
import { scenarioTemplate } from "../scenario-template.js";
import { say } from "../terminal.js";

interface InitArgs {
  readonly file: string;
  readonly force: boolean;
}

/** The command for yargs. */
export const initCommand: CommandModule<object, InitArgs> = {
  command: "init [file]",
  describe: "Write a commented scenario to start from",
  builder: (argv) =>
    argv
      .positional("file", {
        type: "string",
        default: "scenario.yaml",
        describe: "File to write",
      })
      .option("force", {
        type: "boolean",
        default: false,
        describe: "Overwrite the file when it exists",
      }),
  handler: ({ file, force }) => {
    try {
      writeFileSync(file, scenarioTemplate(schemaPath(file)), { flag: force ? "w" : "wx" });
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw fileProblem(error, file, "write the scenario");
      const message = "exists already; name another file, or overwrite it with --force";
      throw new UserError([{ file, path: "", message }]);
    }
    say(`wrote ${file}; check it with: clustermesh-sim validate -f ${file}`);
  },
};

/** Editors look for the schema from the scenario's folder, and want forward slashes. */
function schemaPath(file: string): string {
  const schema = join(packageRoot(), "src", "scenario", "scenario.schema.json");
  const path = relative(dirname(resolve(file)), schema)
    .split(sep)
    .join("/");
  return path.startsWith(".") ? path : `./${path}`;
}
