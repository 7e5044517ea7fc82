/** Whatever is wrong in a scenario file, a user gets exit code 2 and one line for each mistake, with its place. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { TINY_SCENARIO } from "./command.js";
import { attempt, expectOneError } from "./refusal.js";

const folder = temporaryFolder();

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
    await expectOneError(folder, ["run", "-f", fileOf(name, content)], pattern);
  });

  test("several mistakes are told at once", async () => {
    const text = changed("nodes: 4", "nodez: 4").replace("clusters: 3", "clusters: 0");
    const { stderr, code } = await attempt(folder, ["run", "-f", fileOf("several", text)]);
    expect(stderr.match(/^error: /gm)).toHaveLength(2);
    expect(code).toBe(2);
  });

  test.each<readonly [string, string, RegExp]>([
    ["a megabyte of comment", fileOf("large", "# x\n".repeat(400_000)), /large|MiB/],
    ["a file that is not there", "missing.yaml", /missing\.yaml: .*no such file/],
    ["a directory instead of a file", folder, /this is a directory/],
    ["an endless device", "/dev/zero", /is larger than/],
  ])("%s", async (_, file, pattern) => {
    await expectOneError(folder, ["run", "-f", file], pattern);
  });
});
