/**
 * Facts about this installation: where the package lies, its version, the commit it was made from.
 * Not part of any result: version apart, they go into the manifest only.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Absolute path of the folder that holds package.json. Works from the sources and from dist/.
 * @throws Error when there is none above this file, i.e. the installation is broken.
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("no package.json above the program: install it again");
    folder = parent;
  }
  return folder;
}

/** Version of clustermesh-sim, as in package.json. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), "package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** The 40 digits of the commit, with "-dirty" when tracked files differ from it; null outside a clone. */
export function gitCommit(): string | null {
  const root = packageRoot();
  if (!existsSync(join(root, ".git"))) return null;
  try {
    const describe = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
    return execFileSync("git", ["-C", root, ...describe], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    // No git on this machine, or no commit yet: the run is as good, it only cannot say where it comes from.
    return null;
  }
}
