/**
 * Finds the variant of the sync algorithm that `--variant` names: one that comes with the models, or a file of the
 * user's own, TypeScript or JavaScript, that exports a constant `variant`.
 * What a variant may change is defined by the models (`SyncAlgorithm`); what it leaves out is as in Cilium.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../scenario/user-error.js";
import { CILIUM, type SyncAlgorithm } from "../../models/kvstore/sync-algorithm.js";
import { VARIANTS } from "../../models/variants/variants.js";

const ENDINGS = /\.[cm]?[jt]s$/;

/**
 * The algorithm of this name, or what the file exports, completed from Cilium's.
 * @throws UserError when there is neither, or the file changes a step that does not exist.
 */
export async function loadVariant(nameOrFile: string): Promise<SyncAlgorithm> {
  const named = VARIANTS[nameOrFile];
  if (named !== undefined) return named.algorithm;
  if (!ENDINGS.test(nameOrFile)) {
    const known = Object.keys(VARIANTS).join(", ");
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
  if (typeof variant === "object" && variant !== null) return completed(nameOrFile, variant);
  throw refused(nameOrFile, "does not export a variant: export const variant = { ... }");
}

function completed(file: string, variant: object): SyncAlgorithm {
  for (const [step, value] of Object.entries(variant)) {
    const cilium: unknown = Object.entries(CILIUM).find(([name]) => name === step)?.[1];
    if (cilium === undefined) {
      const steps = Object.keys(CILIUM).join(", ");
      throw refused(file, `changes the step "${step}", which does not exist; steps: ${steps}`);
    }
    if (typeof cilium !== typeof value) {
      throw refused(file, `the step "${step}" must be a ${typeof cilium}`);
    }
  }
  return { ...CILIUM, name: file, ...variant };
}

function refused(file: string, message: string): UserError {
  return new UserError([{ file, path: "--variant", message }]);
}
