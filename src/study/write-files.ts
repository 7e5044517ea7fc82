/**
 * Writes the few small files of a study into a directory: each beside its place first and renamed when whole, so that a
 * full disk or a kill leaves the previous ones. Not for run results (src/runner/write.ts) or sweeps' logs.
 */
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileProblem } from "../runner/file-problem.js";
import { makeFolder } from "../runner/out-dir.js";

/** A file to write: its path within the directory (or an absolute one), and its content. */
export interface StudyFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Writes all files; folders are made when missing. @throws UserError when the place cannot take them. */
export function writeFiles(dir: string, files: readonly StudyFile[]): readonly string[] {
  const places = files.map(({ name, content }) => {
    const path = resolve(dir, name);
    // A pipe or a device such as /dev/stdout is written to, never replaced by a file.
    const isSpecial = isThere(path) && !statSync(path).isFile();
    return { path, content, partial: isSpecial ? path : `${path}.partial-${process.pid}` };
  });
  let at = dir;
  try {
    for (const { path, content, partial } of places) {
      at = path;
      makeFolder(dirname(path));
      writeFileSync(partial, content);
    }
    for (const { path, partial } of places) if (partial !== path) renameSync(partial, path);
  } catch (error) {
    for (const { path, partial } of places)
      if (partial !== path && isThere(partial)) rmSync(partial);
    throw fileProblem(error, at, "write this file");
  }
  return files.map(({ name }) => join(dir, name));
}

function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A part of the path is a file: writing says so.
    return false;
  }
}
