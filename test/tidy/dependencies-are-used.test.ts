/** A package that nobody imports is a burden without use; one that is imported but not declared breaks a clone. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allSourceFiles, importsOf, ROOT, sourceFiles } from "./source-files.js";

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Package;
const shipped = sourceFiles("src", "models");
const everything = allSourceFiles();

/** Packages used by their files, commands or settings instead of an import of a source file. */
const USED_OTHERWISE = new Set([
  "@vitest/coverage-v8",
  "eslint",
  "prettier",
  "tsx",
  "typescript",
  "typescript-eslint",
]);

function packagesOf(files: readonly { readonly text: string }[]): ReadonlySet<string> {
  const names = files.flatMap(({ text }) => importsOf(text));
  const outside = names.filter((name) => !name.startsWith(".") && !name.startsWith("node:"));
  return new Set(outside.map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/")));
}

/** Whether a file reads the package by its path, as the report does with the charts' browser code and the fonts. */
function isNamed(files: readonly { readonly text: string }[], name: string): boolean {
  return files.some(({ text }) => text.includes(`"${name}/`) || text.includes(`"${name}"`));
}

test("every dependency is used by the program", () => {
  const used = packagesOf(shipped);
  expect(used.size).toBeGreaterThan(0);
  const idle = Object.keys(own.dependencies).filter(
    (name) => !used.has(name) && !isNamed(shipped, name),
  );
  expect(idle).toEqual([]);
});

test("every development dependency is used", () => {
  const used = packagesOf(everything);
  const idle = Object.keys(own.devDependencies).filter((name) => {
    const typed = name.startsWith("@types/") ? name.slice("@types/".length) : undefined;
    if (typed === "node") return false;
    if (typed !== undefined) return !used.has(typed);
    return !used.has(name) && !USED_OTHERWISE.has(name);
  });
  expect(idle).toEqual([]);
});

test("the program imports only what an installation without development packages has", () => {
  const missing = [...packagesOf(shipped)].filter((name) => !Object.hasOwn(own.dependencies, name));
  expect(missing).toEqual([]);
});

test("versions are exact, so that a clone installs what was tested", () => {
  const all = { ...own.dependencies, ...own.devDependencies };
  const loose = Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
  expect(loose).toEqual([]);
});
