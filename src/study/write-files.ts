/**
 * Writes the few small files of a study into a directory: each beside its place first and renamed when whole, so that a
 * full disk or a kill leaves the previous ones. Not for run results (src/runner/write.ts) or sweeps' logs.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileProblem } from "../runner/file-problem.js";

/** A file to write: its path within the directory, and its content. */
export interface StudyFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Writes all files; folders are made when missing. @throws UserError when the place cannot take them. */
export function writeFiles(dir: string, files: readonly StudyFile[]): readonly string[] {
  const partials = files.map(({ name }) => resolve(dir, `${name}.partial-${process.pid}`));
  try {
    files.forEach(({ name, content }, index) => {
      mkdirSync(dirname(resolve(dir, name)), { recursive: true });
      writeFileSync(partials[index] ?? "", content);
    });
    files.forEach(({ name }, index) => renameSync(partials[index] ?? "", resolve(dir, name)));
  } catch (error) {
    for (const partial of partials) rmSync(partial, { force: true });
    throw fileProblem(error, dir, "write the files");
  }
  return files.map(({ name }) => join(dir, name));
}
