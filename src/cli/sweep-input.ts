/**
 * Finds and loads what `sweep` is pointed at: a sweep file, or the folder of an experiment that holds `sweep.yaml`.
 */
import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { loadSweep, type Sweep } from "../study/sweep/load.js";
import { readInput } from "./read-input.js";

const SWEEP_FILE = "sweep.yaml";

/** The sweep, and the path of its file as messages name it. @throws UserError with all that is wrong in it. */
export async function chooseSweep(
  path: string,
  seeds: number | undefined,
): Promise<{ readonly sweep: Sweep; readonly file: string }> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? join(path, SWEEP_FILE) : path;
  const source = await readInput(file);
  const sweep = await loadSweep({
    ...source,
    readScenario: async (name) => readInput(join(dirname(file), name)),
    ...(seeds === undefined ? {} : { seeds }),
  });
  return { sweep, file: basename(file) === SWEEP_FILE ? file : path };
}
