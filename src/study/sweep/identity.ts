/**
 * What makes results of two processes comparable: the same program on the same Node major version. The version number
 * alone does not say it, since it stays while the code changes; so the code that runs is hashed too.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot, packageVersion } from "../../runner/package-info.js";

/** Who computed something. Equal builds give equal bytes. */
export interface Build {
  /** Version of clustermesh-sim. */
  readonly version: string;
  /** Major version of Node: Math.log may differ in another. */
  readonly node: string;
  /** First 16 hex digits of the SHA-256 of the program's code and cost profiles. */
  readonly code: string;
}

/** Folders whose code decides what a run gives. */
const CODE = ["engine", "measure", "scenario", "runner"];

let known: Build | undefined;

/** The build of this process. */
export function currentBuild(): Build {
  known ??= {
    version: packageVersion(),
    node: process.versions.node.split(".")[0] ?? "",
    code: hashCode(),
  };
  return known;
}

/** Why two builds cannot be mixed, as half a sentence; undefined when they can. */
export function buildDifference(theirs: Build, ours: Build): string | undefined {
  if (theirs.version !== ours.version)
    return `clustermesh-sim ${theirs.version}, this is ${ours.version}`;
  if (theirs.node !== ours.node) return `Node ${theirs.node}, this is Node ${ours.node}`;
  if (theirs.code !== ours.code) return `another build of clustermesh-sim ${ours.version}`;
  return undefined;
}

function hashCode(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const src = join(here, "..", "..");
  const folders = [...CODE.map((name) => join(src, name)), join(src, "..", "models")];
  const costs = join(packageRoot(), "models", "etcd", "costs");
  const hash = createHash("sha256");
  for (const folder of [...folders, costs]) {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => /\.(js|ts|yaml)$/.test(name)).sort()) {
      if (file.endsWith(".d.ts")) continue;
      hash.update(`${file.replaceAll("\\", "/")}\0`).update(readFileSync(join(folder, file)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
