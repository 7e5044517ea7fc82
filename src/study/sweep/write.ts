/**
 * Puts documents into a sweep's directory: all are written beside their places first, synced, and renamed last, so that
 * a full disk or a kill leaves what was there before. The last one to appear is the last of the list.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileProblem } from "../../runner/file-problem.js";
import { makeFolder, PARTIAL_PREFIX } from "../../runner/out-dir.js";

/** A document: its path within the directory, with forward slashes, and its content. */
export interface Document {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** @throws UserError when the directory cannot take them; then nothing has changed in it. */
export function writeDocuments(dir: string, documents: readonly Document[]): void {
  const partials = documents.map((_, index) => join(dir, `${PARTIAL_PREFIX}${index}`));
  try {
    for (const [index, { content }] of documents.entries()) {
      const descriptor = openSync(partials[index] ?? "", "w");
      try {
        writeFileSync(descriptor, content);
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    }
    for (const [index, { name }] of documents.entries()) {
      const place = join(dir, ...name.split("/"));
      makeFolder(dirname(place));
      renameSync(partials[index] ?? "", place);
    }
  } catch (error) {
    for (const partial of partials) rmSync(partial, { force: true });
    throw fileProblem(error, dir, "write the results of the sweep");
  }
}
