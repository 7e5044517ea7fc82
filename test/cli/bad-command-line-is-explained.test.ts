/** A wrong command line, or a place that cannot be written, gets exit code 2 and one line that says what is wrong. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { expectOneError } from "./refusal.js";

const folder = temporaryFolder();

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
    ["full check of cohorts", ["run", "--check", "full"], /--fidelity individual/],
    ["unknown check", ["run", "--check", "some"], /check.*full/],
    ["unknown variant to run", ["run", "--variant", "nope"], /nope.*no such variant/],
    ["unknown variant to fuzz", ["fuzz", "--variant", "nope"], /nope.*no such variant/],
    ["variant that is not there", ["fuzz", "--variant", "gone.ts"], /gone\.ts.*no such file/],
    ["no runs", ["fuzz", "--runs", "0"], /--runs should be a whole number from 1/],
    ["runs that are no number", ["fuzz", "--runs", "many"], /--runs should be/],
    ["no minutes", ["fuzz", "--minutes", "0"], /--minutes should be a number above 0/],
    ["a seed that leaves no room", ["fuzz", "--seed", "x".repeat(49)], /at most 48/],
    ["nothing to validate", ["validate"], /validate -f FILE/],
    ["results that are not there", ["report", join(folder, "nowhere")], /nowhere/],
  ])("%s", async (_, args, pattern) => {
    await expectOneError(folder, args, pattern);
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
    await expectOneError(folder, args, pattern);
  });
});
