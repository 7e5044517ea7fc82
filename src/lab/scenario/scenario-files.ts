/**
 * Files of lab scenarios: one kind a file, with what its points have in common and what each changes.
 * Where they lie by default is known here too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { packageRoot } from "../../runner/package-info.js";
import { UserError } from "../../scenario/user-error.js";
import { checkLabScenario, type LabScenario } from "./lab-scenario.js";

const FOLDER = join("experiments", "fidelity");

const fields = z.record(z.string(), z.unknown());
const fileSchema = z.strictObject({
  kind: z.string().min(1),
  description: z.string().min(1),
  common: fields.default({}),
  points: z.array(fields).min(1),
});

/** The files that are there by default, sorted. */
export function defaultScenarioFiles(): readonly string[] {
  const folder = join(packageRoot(), FOLDER);
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((name) => join(folder, name));
}

/** Reads the points of some files. @throws UserError that names what is wrong, or a name that two points have. */
export function readLabScenarios(files: readonly string[]): readonly LabScenario[] {
  const scenarios = files.flatMap((file) => parseLabScenarios(file, read(file)));
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    const message = `two points have the name "${twice}"`;
    throw new UserError([{ file: files.join(", "), path: "name", message }]);
  }
  return scenarios;
}

/** The points of one file. */
export function parseLabScenarios(file: string, text: string): readonly LabScenario[] {
  const document = parseDocument(text);
  const [mistake] = document.errors;
  if (mistake !== undefined) {
    throw new UserError([{ file, path: "", message: mistake.message.split("\n")[0] ?? "" }]);
  }
  const parsed = fileSchema.safeParse(document.toJS());
  if (!parsed.success) {
    throw new UserError(
      parsed.error.issues.map(({ path, message }) => ({ file, path: path.join("."), message })),
    );
  }
  const { kind, description, common, points } = parsed.data;
  return points.map((point, index) =>
    checkLabScenario(file, `points[${index}]`, { kind, description, ...common, ...point }),
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new UserError([{ file, path: "", message: "cannot be read" }]);
  }
}
