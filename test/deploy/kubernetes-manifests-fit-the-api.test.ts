/**
 * The manifests are what Kubernetes' API takes: unknown fields, wrong types and missing fields are errors of the TypeScript
 * compiler, which knows the API's published schema as types (package kubernetes-types). What types cannot say - names
 * that must agree - is checked one by one. Not tested: that a cluster runs them.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "kubernetes-types/batch/v1.js";
import type { PersistentVolumeClaim } from "kubernetes-types/core/v1.js";
import ts from "typescript";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../tidy/source-files.js";
import { clustermeshSim } from "../cli/command.js";
import { temporaryFolder } from "../runner/temporary-folder.js";

const folder = join(ROOT, "deploy", "kubernetes");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const KINDS: Readonly<Record<string, string>> = {
  Job: 'import("kubernetes-types/batch/v1.js").Job',
  PersistentVolumeClaim: 'import("kubernetes-types/core/v1.js").PersistentVolumeClaim',
};

/** What the compiler says to a manifest, written as a constant of its kind. */
function problems(manifest: string): readonly string[] {
  const value = parse(manifest) as { readonly kind: string };
  const type = KINDS[value.kind] ?? "never";
  const text = `const manifest: ${type} = ${JSON.stringify(value)}; export { manifest };`;
  const file = join(ROOT, "test", "deploy", "manifest-under-test.ts");
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, exactOptionalPropertyTypes: true },
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const real = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...real,
    fileExists: (name) => name === file || real.fileExists(name),
    readFile: (name) => (name === file ? text : real.readFile(name)),
    getSourceFile: (name, version) =>
      name === file ? ts.createSourceFile(name, text, version) : real.getSourceFile(name, version),
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const manifests = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

test("there are manifests to check", () => expect(manifests).toHaveLength(3));

test.each(manifests)("%s fits the API", (name) => {
  expect(problems(read(name))).toEqual([]);
});

test("the check finds misspelt, wrong and missing fields", () => {
  const job = read("sweep-job.yaml");
  expect(problems(job.replace("PerIndex: 3", "PerIndexes: 3")).join()).toMatch(
    /backoffLimitPerIndexes/,
  );
  expect(problems(job.replace("completions: 8", 'completions: "8"')).join()).toMatch(/string/);
  expect(problems(job.replace("- name: sweep\n          image", "- image")).join()).toMatch(/name/);
});

test("the shards are as many as the indexes, and a bad one takes no retries of the others", () => {
  const { spec } = parse(read("sweep-job.yaml")) as Job;
  const pod = spec?.template.spec;
  const [container] = pod?.containers ?? [];
  expect(container?.env).toEqual([{ name: "SHARDS", value: String(spec?.completions) }]);
  expect(container?.args?.join()).toContain('--shard "$((JOB_COMPLETION_INDEX + 1))/$SHARDS"');
  expect(spec).toMatchObject({ completionMode: "Indexed", podReplacementPolicy: "Failed" });
  expect(spec?.backoffLimitPerIndex).toBeGreaterThan(0);
  expect(
    spec?.podFailurePolicy?.rules.some(
      ({ onExitCodes }) => onExitCodes?.containerName === container?.name,
    ),
  ).toBe(true);
  const claim = parse(read("results-claim.yaml")) as PersistentVolumeClaim;
  expect(pod?.volumes?.[0]?.persistentVolumeClaim?.claimName).toBe(claim.metadata?.name);
});

test("what the image copies is enough to run", () => {
  const app = temporaryFolder();
  clustermeshSim(["--version"]);
  const copied = [
    ...read("Containerfile").matchAll(/^COPY --from=build \/src\/(\S+) \/app\/(\S+)$/gm),
  ];
  expect(copied.map((match) => match[1])).toContain("dist");
  for (const [, from = "", to = ""] of copied) {
    mkdirSync(join(app, to, ".."), { recursive: true });
    if (from === "node_modules") symlinkSync(join(ROOT, from), join(app, to));
    else cpSync(join(ROOT, from), join(app, to), { recursive: true });
  }
  const main = join(app, "dist", "src", "cli", "main.js");
  const args = [
    "run",
    "--no-report",
    "--set",
    "spec.simulation.duration=1s",
    "--out",
    join(app, "out"),
  ];
  const { code, stderr } = clustermeshSim(args, { main });
  expect(stderr).toContain("results:");
  expect(code).toBe(0);
});
