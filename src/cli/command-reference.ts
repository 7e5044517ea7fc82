/**
 * The reference page of the command line: the help of each command, as `--help` prints it, from the parser itself; and
 * the page of codes: exit codes, warnings of runs and notes of studies, from the tables that the program looks them up in.
 */
import { STUDY_CODES } from "../study/sweep/notes.js";
import { WARNING_CODES } from "../runner/warnings.js";
import { EXIT_CODE_HELP } from "./exit-codes.js";
import { helpOf } from "./program.js";

/** Markdown: every command with its options. */
export async function commandReference(note: string): Promise<string> {
  const sections: string[] = [];
  const overview = await helpOf([]);
  const names = [...overview.matchAll(/^ {2}clustermesh-sim ([a-z]+)/gm)].map(([, name]) => name);
  for (const name of names) {
    if (name === undefined || name === "completion") continue;
    const [usage = "", , summary = "", ...options] = (await helpOf([name])).split("\n");
    sections.push(`## ${name}`, "", `${summary}. \`${usage}\``, "", "```text");
    sections.push(options.join("\n").trim(), "```", "");
  }
  return [
    note,
    "# Commands and options",
    "",
    "What `clustermesh-sim COMMAND --help` prints. In a clone the program is the script `./clustermesh-sim`. Data goes to",
    "standard output, talk and progress to standard error. What each command is good for: [the map of the documents](../README.md).",
    "Exit codes: [codes.md](codes.md).",
    "",
    ...sections,
    "## completion",
    "",
    "Prints a script that completes commands and options. For bash: `clustermesh-sim completion >> ~/.bashrc`.",
    "",
    "## Environment",
    "",
    "| variable | effect |",
    "| --- | --- |",
    "| `NO_COLOR`, `TERM=dumb` | no colours, no progress bar |",
    "| `CI` | progress as lines |",
    "| `GITHUB_ACTIONS=true` | `check` prints annotations too |",
    "| `CLUSTERMESH_SIM_DEBUG=1` | errors come with their stack |",
    "",
  ].join("\n");
}

/** Markdown: what a number at the end or a code in a report means. */
export function codeReference(note: string): string {
  const exits = EXIT_CODE_HELP.split("\n").flatMap((line) => {
    const [, code, meaning] = /^\s+([0-9]+) {2}(.*)$/.exec(line) ?? [];
    return code === undefined ? [] : [`| ${code} | ${meaning ?? ""} |`];
  });
  const rows = (codes: typeof WARNING_CODES): readonly string[] =>
    Object.entries(codes).map(
      ([code, { meaning, advice }]) => `| \`${code}\` | ${meaning} | ${advice} |`,
    );
  return [
    note,
    "# Exit codes, warnings and notes",
    "",
    "`clustermesh-sim explain W001` prints the same. Codes never change their meaning.",
    "",
    "## Exit codes",
    "",
    "| code | meaning |",
    "| ---: | --- |",
    ...exits,
    "",
    "## Warnings of a run",
    "",
    "| code | meaning | what to do |",
    "| --- | --- | --- |",
    ...rows(WARNING_CODES),
    "",
    "## Notes of a study of many runs",
    "",
    "| code | meaning | what to do |",
    "| --- | --- | --- |",
    ...rows(STUDY_CODES),
    "",
  ].join("\n");
}
