/** While the lab measures, its main thread goes before others; what it starts meanwhile does not, and later nobody does. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { preferMainThread } from "../../src/lab/run/priority.js";
import { policyOf } from "./scheduling-policy.js";

const calm = policyOf(process.pid);
const mayRaise = process.getuid?.() === 0 && calm === "SCHED_OTHER";

test.runIf(mayRaise)("the main thread alone is raised, and lowered again", () => {
  const calmDown = preferMainThread();
  const raised = policyOf(process.pid);
  const ofChild = spawnSync("sh", ["-c", "chrt --pid $$"], { encoding: "utf8" }).stdout;
  calmDown();
  expect(raised).toBe("SCHED_FIFO");
  expect(ofChild).toContain("SCHED_OTHER");
  expect(policyOf(process.pid)).toBe(calm);
});
