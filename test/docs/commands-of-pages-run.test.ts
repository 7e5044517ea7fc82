/**
 * A reader types what the pages say: each block of commands in README.md and docs/ is run by a real shell, page by page
 * from top to bottom, and what a page shows as output is what is printed. To renew figures that changed:
 * `npx vitest run test/docs/commands-of-pages-run.test.ts -u`, and read the difference.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../runner/temporary-folder.js";
import { ROOT } from "../tidy/source-files.js";
import { NOT_RUN } from "./not-run.js";
import { allPages } from "./page.js";
import { prepareClone, readPage } from "./reader-session.js";

const folder = temporaryFolder();
const pages = allPages();
const withCommands = pages.filter(({ blocks }) => blocks.some(({ language }) => language === "sh"));
const ran: number[] = [];

test.each(withCommands)("$path", { timeout: 300_000 }, async (page) => {
  const clone = join(folder, page.path.replaceAll("/", "-"));
  mkdirSync(clone);
  prepareClone(clone, { changesSources: page.blocks.some(({ language }) => language === "diff") });
  const reading = await readPage(page, clone);
  expect(reading.faults).toEqual([]);
  await expect(reading.refreshed).toMatchFileSnapshot(join(ROOT, page.path));
  ran.push(reading.ran);
});

test("few blocks are left out, each for a reason that another test covers", () => {
  const blocks = pages.flatMap((page) => page.blocks);
  const left = blocks.filter(({ remark }) => remark?.kind === "not run");
  const reasons = [...new Set(left.map(({ remark }) => remark?.value ?? ""))];
  expect(reasons.filter((reason) => !Object.hasOwn(NOT_RUN, reason))).toEqual([]);
  expect(Object.values(NOT_RUN).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(ran.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(3 * left.length);
});
