/** Reads the published figures of a folder: one file each, `NAME.yaml`, in the order of their names. */
import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { fileProblem } from "../../runner/file-problem.js";
import { UserError, type Problem } from "../../scenario/user-error.js";
import type { Source } from "../../scenario/layers.js";
import { loadPublished, type PublishedFigure } from "./load.js";

const ENDING = ".yaml";

/**
 * @param root the folder that paths are told from.
 * @param folder of the figures, relative to it.
 * @throws UserError with the problems of all files.
 */
export function readPublished(root: string, folder: string): readonly PublishedFigure[] {
  const names = listFolder(join(root, folder));
  const problems: Problem[] = [];
  const figures: PublishedFigure[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    try {
      const readScenario = (file: string): Source => readSource(root, `${folder}/${file}`);
      const figure = loadPublished({ ...readSource(root, path), readScenario });
      if (`${figure.name}${ENDING}` !== name) problems.push(misnamed(path, figure.name));
      figures.push(figure);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return figures;
}

function listFolder(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith(ENDING));
  } catch (error) {
    throw fileProblem(error, folder, "read this folder");
  }
  if (names.length === 0)
    throw new UserError([{ file: folder, path: "", message: `holds no *${ENDING}` }]);
  return [...names].sort();
}

function readSource(root: string, path: string): Source {
  const file = normalize(path).replaceAll("\\", "/");
  try {
    return { file, text: readFileSync(join(root, file), "utf8") };
  } catch (error) {
    throw fileProblem(error, file, "read this file");
  }
}

function misnamed(file: string, name: string): Problem {
  return { file, path: "metadata.name", message: `is "${name}"; the file should be ${name}.yaml` };
}
