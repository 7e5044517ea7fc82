/** Which case fails first, and what it shrinks to, is the same however many cases run at a time and in which order. */
import { expect, test } from "vitest";
import { runCampaign, type CampaignResult } from "../../src/fuzz/campaign.js";
import { failureText, shrinkFailure } from "../../src/fuzz/failure-file.js";
import type { Finding } from "../../src/fuzz/run-case.js";
import type { Scenario } from "../../src/scenario/scenario.js";
import { findingOf, scrambledPool } from "./scrambled-pool.js";

/** About one case in fifteen fails, some by another mistake. */
function rule({ incidents, topologies }: Scenario): Finding | undefined {
  const kinds = incidents.map(({ what }) => what);
  if (!kinds.includes("partition") || !kinds.includes("etcd-compaction")) return undefined;
  return findingOf(topologies[0] === "original" ? "one" : "other");
}

const transitions = ["like 0", "like 1", "never like this"];

async function campaign(width: number, change: { keepGoing?: boolean; runs?: number } = {}) {
  const started: string[] = [];
  const pool = scrambledPool(width, rule, started);
  const options = { seed: "jobs", runs: 200, pool, transitions, ...change };
  return { started, pool, result: await runCampaign(options) };
}

async function fileOf({ failures }: CampaignResult, width: number): Promise<string> {
  const [failure] = failures;
  if (failure === undefined) throw new Error("there should be a failure");
  const pool = scrambledPool(width, rule);
  return failureText(await shrinkFailure(failure, { pool, tries: 300 }));
}

test("the first failure, the coverage and the file are the same", async () => {
  const { result: alone } = await campaign(1);
  expect(alone.failures).toHaveLength(1);
  expect(alone.runs).toBe((alone.failures[0]?.index ?? 0) + 1);
  const file = await fileOf(alone, 1);
  for (const width of [2, 3, 8]) {
    const { result } = await campaign(width);
    expect(result).toEqual(alone);
    expect(await fileOf(result, width)).toBe(file);
  }
});

test("a campaign that goes on finds the same failures", async () => {
  const { result: alone } = await campaign(1, { keepGoing: true });
  expect(alone.runs).toBe(200);
  expect(new Set(alone.failures.map(({ finding }) => finding.invariant)).size).toBe(2);
  const { result } = await campaign(7, { keepGoing: true });
  expect(result).toEqual(alone);
});

test("after a failure no case starts that could not count", async () => {
  const { started, result } = await campaign(4);
  expect(started.length).toBeLessThan(result.runs + 4 + 11);
});

test("all cases run when none fails", async () => {
  const pool = scrambledPool(3, () => undefined);
  const result = await runCampaign({ seed: "clean", runs: 50, pool, transitions });
  expect([result.runs, result.failures]).toEqual([50, []]);
  expect(result.coverage.neverTaken).toEqual(["never like this"]);
  expect(result.coverage.events).toBe(500);
});

test("a campaign ends when its time is over, with the cases that had begun", async () => {
  let asked = 0;
  const pool = scrambledPool(2, () => undefined);
  const isOver = (): boolean => (asked += 1) > 20;
  const result = await runCampaign({ seed: "time", runs: Infinity, pool, transitions, isOver });
  expect(result.runs).toBe(20);
});
