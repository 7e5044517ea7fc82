/**
 * Whatever a user gets wrong, the answer is: exit code 2, one line for each mistake on stderr, nothing on stdout, no stack
 * trace, and no result directory.
 */
import { existsSync, mkdtempSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSimAside, TINY_SCENARIO, type Outcome } from "./command.js";

const folder = temporaryFolder();

/** Runs the program; a run gets an output directory of its own, whose absence is checked afterwards. */
async function attempt(args: readonly string[]): Promise<Outcome & { readonly out: string }> {
  const out = mkdtempSync(join(folder, "attempt-"));
  rmdirSync(out);
  const isRun = args[0] === "run" && !args.includes("--out");
  const all = isRun ? [...args, "--out", out] : args;
  return { ...(await clustermeshSimAside(all, { cwd: folder })), out };
}

async function expectOneError(args: readonly string[], pattern: RegExp): Promise<void> {
  const { code, stdout, stderr, out } = await attempt(args);
  const errors = stderr.split("\n").filter((line) => line.startsWith("error: "));
  expect(errors, stderr).toHaveLength(1);
  expect(errors[0]).toMatch(pattern);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe("");
  expect(code).toBe(2);
  expect(existsSync(out)).toBe(false);
}

/** Writes a scenario file and gives its path. */
function fileOf(name: string, content: string | Buffer): string {
  const file = join(folder, `${name.replaceAll(" ", "-")}.yaml`);
  writeFileSync(file, content);
  return file;
}

/** The tiny scenario with one piece of text replaced; the piece must be there. */
function changed(from: string, to: string): string {
  if (!TINY_SCENARIO.includes(from)) throw new Error(`the scenario should hold "${from}"`);
  return TINY_SCENARIO.replace(from, to);
}

const OVERLAPPING = changed(
  "  simulation:",
  `  network:
    regions: [{ name: us }, { name: eu }]
    links:
      - { from: us, to: eu, rtt: 80ms, bandwidth: 1Gbps }
      - { from: eu, to: us, rtt: 90ms, bandwidth: 1Gbps }
  simulation:`,
);

const BOMB = ["a: &a [x, x, x, x, x, x, x, x, x]"]
  .concat(
    "bcdefghi".split("").map((name, index) => {
      const previous = "abcdefghi"[index];
      return `${name}: &${name} [${Array<string>(9).fill(`*${previous}`).join(", ")}]`;
    }),
  )
  .join("\n");

describe.concurrent("a scenario file", () => {
  test.each<readonly [string, string | Buffer, RegExp]>([
    ["unknown key", changed("nodes: 4", "nodez: 4"), /:8:5: spec\.mesh\.nodez: .*"?nodes"?/],
    ["unknown key at the top", `${TINY_SCENARIO}speck: 1\n`, /speck/],
    ["wrong type", changed("nodes: 4", "nodes: many"), /:8:12: spec\.mesh\.nodes: /],
    ["list for a number", changed("nodes: 4", "nodes: [4]"), /spec\.mesh\.nodes: /],
    ["negative", changed("nodes: 4", "nodes: -4"), /:8:12: spec\.mesh\.nodes: /],
    ["fraction", changed("nodes: 4", "nodes: 4.5"), /spec\.mesh\.nodes: /],
    ["nan", changed("endpointsQPS: 2", "endpointsQPS: .nan"), /spec\.mesh\.endpointsQPS: /],
    ["infinity", changed("endpointsQPS: 2", "endpointsQPS: .inf"), /spec\.mesh\.endpointsQPS: /],
    ["no clusters", changed("clusters: 3", "clusters: 0"), /spec\.mesh\.clusters: /],
    ["too many clusters", changed("clusters: 3", "clusters: 512"), /spec\.mesh\.clusters: .*511/],
    ["over the limit", changed("clusters: 3", "clusters: 300"), /300.*255|255.*300/],
    ["huge number", changed("nodes: 4", "nodes: 1e300"), /spec\.mesh\.nodes: /],
    ["overlapping links", OVERLAPPING, /spec\.network\.links/],
    ["duration without unit", changed("20s, drain", "20, drain"), /simulation\.duration: /],
    ["duplicate key", changed("    nodes: 4", "    nodes: 4\n    nodes: 5"), /:9:5: /],
    ["syntax error", changed("{ name: tiny }", "{ name: tiny"), /:\d+:\d+: /],
    ["two documents", `${TINY_SCENARIO}---\n${TINY_SCENARIO}`, /document/],
    ["empty file", "", /empty/],
    ["only a text", "hello", /hello|object|mapping/],
    ["other kind", changed("kind: Scenario", "kind: Deployment"), /kind: /],
    ["binary file", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]), /binary|UTF-8/],
    ["yaml bomb", BOMB, /alias/i],
    [
      "unknown profile",
      changed(
        "  simulation:",
        "  clustermesh: { apiserver: { etcd: { costProfile: x } } }\n  simulation:",
      ),
      /cost profile "x".*default/,
    ],
  ])("%s", async (name, content, pattern) => {
    await expectOneError(["run", "-f", fileOf(name, content)], pattern);
  });

  test("several mistakes are told at once", async () => {
    const text = changed("nodes: 4", "nodez: 4").replace("clusters: 3", "clusters: 0");
    const { stderr, code } = await attempt(["run", "-f", fileOf("several", text)]);
    expect(stderr.match(/^error: /gm)).toHaveLength(2);
    expect(code).toBe(2);
  });

  test.each<readonly [string, string, RegExp]>([
    ["a megabyte of comment", fileOf("large", "# x\n".repeat(400_000)), /large|MiB/],
    ["a file that is not there", "missing.yaml", /missing\.yaml: .*no such file/],
    ["a directory instead of a file", folder, /this is a directory/],
    ["an endless device", "/dev/zero", /is larger than/],
  ])("%s", async (_, file, pattern) => {
    await expectOneError(["run", "-f", file], pattern);
  });
});

describe.concurrent("the command line", () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    ["unknown preset", ["run", "three-cluster"], /three-cluster.*three-clusters/],
    ["unknown command", ["rnu"], /unknown command "rnu".*did you mean run/],
    ["no command", [], /name a command/],
    ["unknown option", ["run", "--sed", "1"], /unknown argument: sed/],
    ["option without value", ["run", "--seed"], /seed/],
    ["option given twice", ["run", "--seed", "1", "--seed", "2"], /--seed is given 2 times/],
    ["seed with a slash", ["run", "--seed", "../x"], /--seed should be/],
    ["no jobs", ["run", "--jobs", "0"], /--jobs should be a whole number from 1/],
    ["unknown topology", ["run", "--topology", "star"], /topology.*kvstoremesh/],
    ["unknown output", ["run", "-o", "xml"], /output.*json/],
    ["preset and file", ["run", "three-clusters", "-f", "x.yaml"], /not several/],
    ["unknown field in --set", ["run", "--set", "spec.mesh.nodez=5"], /--set.*spec\.mesh\.nodez/],
    ["--set without value", ["run", "--set", "spec.mesh.nodes"], /--set/],
    ["--set out of range", ["run", "--set", "spec.mesh.nodes=-1"], /spec\.mesh\.nodes/],
    ["unknown field to explain", ["explain", "spec.mesh.nodez"], /nodes/],
    ["unknown warning to explain", ["explain", "W999"], /W001/],
    ["unknown subject to list", ["list", "clusters"], /presets/],
    ["nothing to validate", ["validate"], /validate -f FILE/],
    ["results that are not there", ["report", join(folder, "nowhere")], /nowhere/],
  ])("%s", async (_, args, pattern) => {
    await expectOneError(args, pattern);
  });
});

describe.concurrent("a place that cannot be written", () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");

  test.each([
    ["output below a file", ["run", "--out", join(file, "out")], /a part of this path is a file/],
    ["output that is a file", ["run", "--out", file], /this is a file, not a directory/],
    ["a trace in no directory", ["run", "--trace", "no/t"], /cannot write the trace/],
    ["a scenario in no directory", ["init", "no/scenario.yaml"], /cannot write the scenario/],
    ["a scenario that exists", ["init", file], /exists already/],
  ])("%s", async (_, args, pattern) => {
    await expectOneError(args, pattern);
  });
});
