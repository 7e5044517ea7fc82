/**
 * Finds the variant of the sync algorithm that `--variant` names: one that comes with the models, or a file of the
 * user's own, TypeScript or JavaScript, that exports a constant `variant`.
 * What a variant may change is defined by the models; this file only finds it.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../scenario/user-error.js";
import { VARIANT_NAMES } from "./variants.js";

const ENDINGS = /\.[cm]?[jt]s$/;

/**
 * The variant's name where the models have it, else what the file exports.
 * @throws UserError when there is neither.
 */
export async function loadVariant(nameOrFile: string): Promise<unknown> {
  if (VARIANT_NAMES.includes(nameOrFile)) return nameOrFile;
  if (!ENDINGS.test(nameOrFile)) {
    const known = VARIANT_NAMES.length === 0 ? "none" : VARIANT_NAMES.join(", ");
    throw refused(nameOrFile, `there is no such variant; there are: ${known}; or name a .ts file`);
  }
  const path = resolve(nameOrFile);
  if (!existsSync(path)) throw refused(nameOrFile, "no such file; check the path");
  const { tsImport } = await import("tsx/esm/api");
  let module: unknown;
  try {
    module = await tsImport(pathToFileURL(path).href, import.meta.url);
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).split("\n");
    // The first line says that it failed, the second where and why.
    throw refused(nameOrFile, `cannot be loaded: ${lines.slice(0, 2).join(" ")}`);
  }
  const { variant } = module as { readonly variant?: unknown };
  if (typeof variant === "object" && variant !== null) return variant;
  throw refused(nameOrFile, "does not export a variant: export const variant = { ... }");
}

function refused(file: string, message: string): UserError {
  return new UserError([{ file, path: "--variant", message }]);
}
