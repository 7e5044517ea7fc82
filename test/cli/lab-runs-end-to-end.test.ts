/**
 * A calibration, and three scenarios predicted with its profile and measured, through the program. In CI the calibration
 * is a real quick one, elsewhere the shortest. Tables must be sane; whether they agree is reported, not tested.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseCostProfile } from "../../models/etcd/costs.js";
import { HAS_ETCD, untilClean } from "../lab/etcds.js";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { clustermeshSim } from "./command.js";

const folder = temporaryFolder();
const profile = join(folder, "mine.yaml");
const POINTS = ["churn-10-agents", "lists-20", "bootstrap-10-workers"];
const MODE = process.env["CI"] === undefined ? "--smoke" : "--quick";
const data = ["--data-dir", folder];

test.runIf(HAS_ETCD)("calibrate, then prove three points", { timeout: 600_000 }, async () => {
  const calibrated = clustermeshSim(["calibrate", MODE, "--out", profile, ...data]);
  expect(calibrated.code, calibrated.stderr).toBe(0);
  const { constants, provenance } = parseCostProfile(profile, readFileSync(profile, "utf8"));
  expect(provenance?.etcd).toMatch(/^3\./);
  expect(provenance?.clientRpcNs).toBeGreaterThan(0);
  const measured = constants.filter(({ interval }) => interval !== undefined);
  expect(measured.length).toBeGreaterThanOrEqual(25);
  for (const { name, value, interval = [NaN, NaN] } of measured) {
    expect(interval[0], name).toBeLessThanOrEqual(value);
    expect(interval[1], name).toBeGreaterThanOrEqual(value);
  }

  const out = join(folder, "proof");
  const args = ["--profile", profile, "--points", POINTS.join(","), "--rounds", "1"];
  const proved = clustermeshSim(["prove", ...args, "--out", out, ...data]);
  expect(proved.code, proved.stderr).toBe(0);
  for (const point of POINTS)
    expect(proved.stdout).toMatch(new RegExp(`^${point} +etcd CPU `, "m"));
  const proof = JSON.parse(readFileSync(join(out, "proof.json"), "utf8")) as {
    readonly compared: readonly { readonly figure: string; readonly ratio: number }[];
    readonly runs: readonly unknown[];
  };
  expect(proof.runs.length).toBe(POINTS.length);
  for (const { figure, ratio } of proof.compared) {
    expect(Number.isFinite(ratio), figure).toBe(true);
    expect(ratio, figure).toBeGreaterThan(0);
  }
  for (const { figure, ratio } of proof.compared.filter((one) => one.figure === "events")) {
    expect(ratio, figure).toBe(1);
  }
  expect(readFileSync(join(out, "cpuSeconds.svg"), "utf8")).toContain("<svg");
  expect(readFileSync(join(out, "README.md"), "utf8")).toContain("| churn-10-agents | etcd CPU |");
  expect(await untilClean(folder)).toEqual([]);
});
