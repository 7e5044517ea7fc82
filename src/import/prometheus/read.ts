/** Reads files of metrics, each in whatever of the two formats it is. */
import { openSync, readSync, closeSync } from "node:fs";
import { fileProblem } from "../../runner/file-problem.js";
import { UserError } from "../../scenario/user-error.js";
import { readExposition } from "./exposition.js";
import { readQueryJson } from "./query-json.js";
import { SeriesSet } from "./series.js";

const LOOK_BYTES = 512;

/**
 * All series of the files.
 * @throws UserError when a file cannot be read, is in no known format, or holds nothing useful.
 */
export async function readMetrics(files: readonly string[]): Promise<SeriesSet> {
  const all = new SeriesSet();
  for (const [index, file] of files.entries()) {
    const before = all.isEmpty;
    try {
      const read = /^\s*[[{]/.test(beginning(file)) ? readQueryJson : readExposition;
      await read(file, index, all);
    } catch (error) {
      throw fileProblem(error, file, "read this file");
    }
    if (!before || !all.isEmpty) continue;
    const message =
      "no metric of Cilium or etcd in it; scrape the clustermesh-apiserver pod " +
      "(ports 9962 apiserver, 9963 etcd, 9964 kvstoremesh) or query Prometheus for them";
    throw new UserError([{ file, path: "", message }]);
  }
  return all;
}

function beginning(file: string): string {
  const from = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(LOOK_BYTES);
    return buffer.toString("utf8", 0, readSync(from, buffer)).replace(/^\uFEFF/, "");
  } finally {
    closeSync(from);
  }
}
