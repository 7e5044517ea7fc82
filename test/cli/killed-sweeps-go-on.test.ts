/**
 * A sweep that is killed with SIGKILL at any moment and started again ends with the bytes of an undisturbed one, and
 * computes nothing twice but what was under way. The long form, 50 kills: `npm run campaign:sweep-kill`.
 */
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { killSweeps } from "./sweep-kill.js";

const folder = temporaryFolder();

test("six kills leave no trace in the results", async () => {
  const report = await killSweeps(folder, 6, "suite");
  expect(report.kills).toBe(6);
  expect(Math.max(...report.moments)).toBeGreaterThan(0);
  expect(report).toMatchObject({ lost: 0, repeated: 0, different: [] });
}, 120_000);
