/** What a newcomer looks at first: help, lists, explanations. All on stdout, exit code 0. */
import { describe, expect, test } from "vitest";
import { clustermeshSim } from "./command.js";

function dataOf(...args: readonly string[]): string {
  const { code, stdout, stderr } = clustermeshSim(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe("help", () => {
  test("of the program: commands and exit codes", () => {
    expect(dataOf("--help")).toMatchSnapshot();
  });

  test.each(["run", "fuzz", "report", "validate", "list", "explain", "init"])(
    "of %s",
    (command) => {
      expect(dataOf(command, "--help")).toMatchSnapshot();
    },
  );

  test("lines fit 100 columns", () => {
    const wide = dataOf("run", "--help")
      .split("\n")
      .filter((line) => line.length > 100);
    expect(wide).toEqual([]);
  });
});

test("the version is a version", () => {
  expect(dataOf("--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("completion prints a script", () => {
  expect(dataOf("completion")).toContain("clustermesh-sim completion");
});

describe("lists", () => {
  test("topologies", () => {
    expect(dataOf("list", "topologies")).toMatchSnapshot();
  });

  test("presets as a table and as JSON tell the same names", () => {
    const json = JSON.parse(dataOf("list", "presets", "-o", "json")) as { name: string }[];
    const rows = dataOf("list", "presets").trimEnd().split("\n").slice(1);
    expect(rows.map((row) => row.split(" ")[0])).toEqual(json.map(({ name }) => name));
    expect(json.map(({ name }) => name)).toContain("three-clusters");
  });

  test("metrics have no holes in their columns", () => {
    const lines = dataOf("list", "metrics").trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(line.split(/ {2,}/)).toHaveLength(4);
  });
});

describe("explanations", () => {
  test("of a field", () => {
    expect(dataOf("explain", "spec.mesh.nodes")).toMatch(/nodes/);
  });

  test("of a warning, in any case", () => {
    expect(dataOf("explain", "w001")).toMatch(/^W001\n\nMeaning: .*\nWhat to do: /);
  });
});
