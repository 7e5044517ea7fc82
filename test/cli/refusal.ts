/**
 * Runs the program with something wrong and checks how it says so: exit code 2, one line on stderr, nothing on stdout, no
 * stack trace, and no output directory.
 */
import { existsSync, mkdtempSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { clustermeshSimAside, type Outcome } from "./command.js";

/** Runs the program in `folder`; a run gets an output directory of its own there. */
export async function attempt(
  folder: string,
  args: readonly string[],
): Promise<Outcome & { readonly out: string }> {
  const out = mkdtempSync(join(folder, "attempt-"));
  rmdirSync(out);
  const isRun = args[0] === "run" && !args.includes("--out");
  const all = isRun ? [...args, "--out", out] : args;
  return { ...(await clustermeshSimAside(all, { cwd: folder })), out };
}

/** Expects that the program refuses the arguments with one error line that matches. */
export async function expectOneError(
  folder: string,
  args: readonly string[],
  pattern: RegExp,
): Promise<void> {
  const { code, stdout, stderr, out } = await attempt(folder, args);
  const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
  expect(errors, stderr).toHaveLength(1);
  expect(errors[0]).toMatch(pattern);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe("");
  expect(code).toBe(2);
  expect(existsSync(out)).toBe(false);
}
