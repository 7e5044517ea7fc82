/** `clustermesh-sim list metrics | head -1` is a habit: the program must not complain when the reader goes. */
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { clustermeshSim } from "./command.js";

const MAIN = join(resolve(import.meta.dirname, "..", ".."), "dist", "src", "cli", "main.js");

test("a reader that has gone is no error", () => {
  expect(clustermeshSim(["--version"]).code).toBe(0);
  const pipe = `"$1" "$2" list metrics -o json | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", pipe, "bash", process.execPath, MAIN], {
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({ stdout: "0\n", stderr: "" });
});
