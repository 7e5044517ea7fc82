/**
 * Finds and reads the project's own files for the tidy tests.
 * It throws when it finds none: a check of nothing must not pass.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The project's folder. */
export const ROOT = resolve(import.meta.dirname, "..", "..");

export interface SourceFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** All TypeScript files under the given folders of the project. @throws Error when there are none. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  const files = folders.flatMap((folder) => {
    const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
    return entries.filter((name) => name.endsWith(".ts")).map((name) => `${folder}/${name}`);
  });
  if (files.length === 0) throw new Error(`there should be sources in ${folders.join(", ")}`);
  return files.sort().map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** Every folder of TypeScript in the project that exists. */
export function allSourceFiles(): readonly SourceFile[] {
  const folders = ["src", "models", "test", "bench"].filter((name) => existsSync(join(ROOT, name)));
  return sourceFiles(...folders);
}

/** What a file imports, as written: "../engine/time.js", "node:fs", "yaml". Types and lazy imports count too. */
export function importsOf(text: string): readonly string[] {
  const patterns = [
    /^\s*(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"/gm,
    /^\s*import\s*"([^"]+)"/gm,
    /\bimport\(\s*"([^"]+)"\s*\)/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""));
}

/** The code without comments and texts, so that a word in prose is not taken for a call. */
export function codeOnly(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/`(?:[^`\\$]|\\.|\$(?!\{))*`/g, "``")
    .replace(/\/\/.*$/gm, " ");
}
