/** What goes wrong around an etcd is one line with the way out and exit code 1, or 2 for the command line. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeEtcd, HAS_ETCD, leftovers, untilClean } from "../lab/etcds.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim, startClustermeshSim } from "./command.js";

const folder = temporaryFolder();
const PROFILE = join(folder, "profile.yaml");
const CALIBRATE = ["calibrate", "--smoke", "--out", PROFILE, "--data-dir", folder];

function refused(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = clustermeshSim(args, { env });
  expect(stdout).toBe("");
  const errors = stderr.split("\n").filter((line) => line.startsWith("error:"));
  expect(errors.length).toBe(1);
  return { code, error: errors[0] };
}

test("no etcd installed", () => {
  const empty = join(folder, "empty");
  mkdirSync(empty);
  const { code, error } = refused(CALIBRATE, { PATH: empty });
  expect(code).toBe(1);
  expect(error).toMatch(/no etcd on the PATH: install it .*--etcd/);
});

test.each(["2.3.8", "4.0.0"])("etcd of another major version: %s", (version) => {
  const other = join(folder, version);
  mkdirSync(other);
  const PATH = `${fakeEtcd(other, version)}:${process.env["PATH"] ?? ""}`;
  const { code, error } = refused(CALIBRATE, { PATH });
  expect(code).toBe(1);
  expect(error).toContain(`this is etcd ${version}; the lab speaks the API of etcd 3`);
});

test("nobody listens at --etcd", () => {
  const { code, error } = refused(["prove", "--etcd", "http://127.0.0.1:1", "--rounds", "1"]);
  expect(code).toBe(1);
  expect(error).toMatch(/127\.0\.0\.1:1.*ECONNREFUSED/);
});

test("contradicting options", () => {
  expect(refused([...CALIBRATE, "--quick"])).toMatchObject({ code: 2 });
  expect(refused([...CALIBRATE, "--cert", "x"])).toMatchObject({ code: 2 });
  expect(refused(["prove", "--points", "nothing"])).toMatchObject({ code: 2 });
});

test.runIf(HAS_ETCD)("Ctrl-C ends a calibration with its etcd", async () => {
  const child = startClustermeshSim(CALIBRATE, folder);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  while (leftovers(folder).length === 0) await new Promise((done) => setTimeout(done, 50));
  child.kill("SIGINT");
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(stderr).toContain("interrupted: no profile was written");
  expect(code).toBe(130);
  expect(await untilClean(folder)).toEqual([]);
});

test.runIf(HAS_ETCD)("a kill that nobody can catch leaves no etcd either", async () => {
  const child = startClustermeshSim(CALIBRATE, folder);
  // The directory, its keeper and etcd.
  while (leftovers(folder).length < 3) await new Promise((done) => setTimeout(done, 50));
  child.kill("SIGKILL");
  await new Promise((resolve) => child.on("close", resolve));
  expect(await untilClean(folder)).toEqual([]);
});
