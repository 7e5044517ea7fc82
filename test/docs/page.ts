/**
 * Reads a page of the documentation as a reader would use it: which blocks are commands, which are files to save, and
 * which show what a command prints. Remarks in HTML comments right above a block say what the block is; a browser does
 * not show them:
 *   file: NAME          the reader saves the block under this name
 *   output              what the commands above print; a line `...` stands for lines left out, `...` in a line for text
 *   run with: OPTIONS   the test adds these options to each command of the block, to make it quick
 *   not run: REASON     one of the reasons in not-run.ts, each with the test that covers it instead
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../tidy/source-files.js";

export interface Block {
  /** The word after the fence: sh, yaml, text. */
  readonly language: string;
  /** The remark's kind and what it says. */
  readonly remark: { readonly kind: string; readonly value: string } | undefined;
  readonly text: string;
  /** Number of its first line in the page, from 0, and of the fence after it. */
  readonly from: number;
  readonly to: number;
}

export interface Page {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^ *```(\w*)$/;
const REMARK = /^ *<!-- (file|output|run with|not run)(?:: (.*))? -->$/;

/** README.md and every page under docs/. @throws Error when there are none. */
export function allPages(): readonly Page[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" });
  const paths = docs.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
  if (paths.length === 0) throw new Error("there should be pages in docs");
  return ["README.md", ...paths.sort()].map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, text, blocks: blocksOf(path, text) };
  });
}

function blocksOf(path: string, text: string): readonly Block[] {
  const lines = text.split("\n");
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const language = FENCE.exec(lines[at] ?? "")?.[1];
    if (language === undefined) continue;
    const to = lines.findIndex((line, index) => index > at && FENCE.test(line));
    if (to < 0) throw new Error(`${path}:${at + 1}: the block has no end`);
    const [, kind, value = ""] = REMARK.exec(lines[at - 1] ?? "") ?? [];
    blocks.push({
      language,
      remark: kind === undefined ? undefined : { kind, value },
      text: `${lines.slice(at + 1, to).join("\n")}\n`,
      from: at + 1,
      to,
    });
    at = to;
  }
  return blocks;
}

/** The commands of a block, with lines that end in a backslash joined, and without comments. */
export function commandsOf({ text }: Block): readonly string[] {
  const joined = text.replace(/\\\n\s*/g, "");
  const lines = joined.split("\n").map((line) => line.replace(/(?:^|\s+)#.*$/, "").trim());
  return lines.filter((line) => line !== "");
}
