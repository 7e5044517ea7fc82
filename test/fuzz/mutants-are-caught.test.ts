/**
 * Each faulty variant of the algorithm breaks an invariant in the scenario to which fuzzing has shrunk it, and Cilium's
 * own algorithm survives the same scenario. The files are what `fuzz --runs 500 --seed 1 --variant NAME` writes.
 */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { VARIANTS } from "../../models/variants/variants.js";
import { runCase } from "../../src/fuzz/run-case.js";
import { loadScenario } from "../../src/scenario/load.js";
import { COSTS } from "../models/small-mesh.js";

const FOLDER = new URL("./mutants/", import.meta.url);

/** What each variant is caught by. */
const BROKEN: Readonly<Record<string, string>> = {
  "no-sweep": "deleted-keys-are-gone",
  "sweep-before-canary": "no-sweep-before-the-canary",
  "foreign-delete": "etcd-has-what-the-source-has",
  "resume-elsewhere": "revisions-go-forward",
  "watch-at-list-revision": "revisions-go-forward",
  "watch-skips-one": "the-mesh-comes-to-rest",
  "resume-skips-one": "no-event-is-skipped",
  "victim-loses-response": "no-event-is-skipped",
  "early-canary": "synced-is-true",
  "immortal-lease": "deleted-keys-are-gone",
  "dedup-survives": "synced-is-true",
};

it("every variant has its scenario", () => {
  const files = readdirSync(FOLDER).map((name) => name.replace(".yaml", ""));
  expect(files.sort()).toEqual(Object.keys(VARIANTS).sort());
  expect(Object.keys(BROKEN).sort()).toEqual(Object.keys(VARIANTS).sort());
});

it.each(Object.entries(VARIANTS))("%s", (name, { algorithm }) => {
  const text = readFileSync(new URL(`${name}.yaml`, FOLDER), "utf8");
  const scenario = loadScenario({ file: name, text, set: [] });
  const seed = scenario.name.replace("fuzz-", "");
  const costs = COSTS;

  const faulty = runCase({ scenario, seed }, { costs, variant: algorithm });
  expect(faulty.finding?.invariant).toBe(BROKEN[name]);
  expect(runCase({ scenario, seed }, { costs }).finding).toBeUndefined();
});
