/**
 * Reads what an earlier `prove` wrote, to predict again for its runs: proof.json and manifest.json of its directory.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fileProblem } from "../../runner/file-problem.js";
import { UserError } from "../../scenario/user-error.js";
import type { Proof } from "./prove.js";

/** What predicting again hangs on; the rest is handed on as it is. */
const proofSchema = z.looseObject({
  etcd: z.string(),
  seed: z.string(),
  cores: z.number().int().positive(),
  keyPrefix: z.string(),
  references: z.array(z.number()),
  runs: z.array(
    z.looseObject({
      scenario: z.string(),
      outcome: z.record(z.string(), z.number()),
      invalid: z.string().nullable(),
    }),
  ),
});

/** @throws UserError that names the file and what is wrong with it. */
export function readProof(directory: string): {
  readonly proof: Proof;
  readonly manifest: object;
} {
  const proof = readJson(join(directory, "proof.json"));
  const parsed = proofSchema.safeParse(proof);
  if (!parsed.success) {
    const file = join(directory, "proof.json");
    const problems = parsed.error.issues.map(({ path, message }) => ({
      file,
      path: path.join("."),
      message,
    }));
    throw new UserError(problems);
  }
  return { proof: proof as Proof, manifest: readJson(join(directory, "manifest.json")) };
}

function readJson(file: string): object {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as object;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new UserError([{ file, path: "", message: `is no JSON: ${error.message}` }]);
    }
    throw fileProblem(error, file, "read the proof");
  }
}
