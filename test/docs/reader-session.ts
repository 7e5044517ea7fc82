/**
 * Does what a reader of a page does, in a folder that looks like a clone: saves the files, types the commands into a
 * real shell, and keeps what they print. The program is the built one, so nothing is installed; results are written in
 * the folder. It says what failed instead of throwing, so that one run shows all of a page's faults.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtProgram } from "../cli/command.js";
import { ROOT } from "../tidy/source-files.js";
import type { Block, Page } from "./page.js";
import { matches, refresh } from "./shown-output.js";

export interface Reading {
  /** What went wrong, with the line of the page. */
  readonly faults: readonly string[];
  /** The page with the output that the commands print now. */
  readonly refreshed: string;
  /** How many blocks of commands were run. */
  readonly ran: number;
}

/** What a clone has that commands of the pages read. Nothing writes into it. */
const LINKED = ["docs", "deploy", "experiments"];

/** What a page that changes the program itself needs beside. */
const SOURCES = ["src", "models", "package.json", "tsconfig.json"];

/**
 * Lays out a folder as a clone. The committed baselines are copies, since `check --update` writes there; so are the
 * sources for a page with a patch, and there the program runs from them.
 */
export function prepareClone(folder: string, { changesSources = false } = {}): void {
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(folder, name));
  const results = join(ROOT, "results");
  for (const name of readdirSync(results)) {
    if (name === "local") continue;
    if (name === "baselines") cpSync(join(results, name), join(folder, "results", name), COPY);
    else {
      mkdirSync(join(folder, "results"), { recursive: true });
      symlinkSync(join(results, name), join(folder, "results", name));
    }
  }
  if (changesSources) {
    for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), COPY);
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  }
  const program = changesSources
    ? ["--import", "tsx", join(folder, "src", "cli", "main.ts")]
    : [builtProgram()];
  const command = ["exec", ...[process.execPath, ...program].map((word) => `"${word}"`)].join(" ");
  const script = `#!/bin/sh\n${command} "$@" $MORE_OPTIONS\n`;
  writeFileSync(join(folder, "clustermesh-sim"), script, { mode: 0o755 });
}

const COPY = { recursive: true } as const;

/** Reads a page from top to bottom in a folder that `prepareClone` laid out. */
export async function readPage(page: Page, folder: string): Promise<Reading> {
  const faults: string[] = [];
  const lines = page.text.split("\n");
  let printed: readonly string[] | undefined;
  let ran = 0;
  let moved = 0;
  for (const block of page.blocks) {
    const kind = block.remark?.kind;
    const at = `${page.path}:${block.from + 1}`;
    if (kind === "file") save(block, folder);
    else if (block.language === "sh" && kind !== "not run") {
      const { code, output } = await type(block, folder);
      if (code !== 0) faults.push(`${at}: ended with ${code}:\n${output}`);
      printed = output.trimEnd().split("\n");
      ran += 1;
    } else if (kind === "output") {
      const shown = block.text.trimEnd().split("\n");
      if (printed === undefined) faults.push(`${at}: shows the output of nothing`);
      else {
        const now = refresh(shown, printed);
        lines.splice(block.from + moved, block.to - block.from, ...now);
        moved += now.length - (block.to - block.from);
        if (!matches(now, printed)) {
          faults.push(`${at}: shows what is not printed:\n${printed.join("\n")}`);
        }
      }
    }
  }
  return { faults, refreshed: lines.join("\n"), ran };
}

function save({ remark, text }: Block, folder: string): void {
  const path = join(folder, remark?.value ?? "");
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Runs a block as one script that ends at the first command that fails. */
function type(
  { remark, text }: Block,
  folder: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const { PATH, HOME } = process.env;
  const more = remark?.kind === "run with" ? remark.value : "";
  const env = { PATH, HOME, MORE_OPTIONS: more };
  const child = spawn("bash", ["-euo", "pipefail", "-c", `exec 2>&1\n${text}`], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}
