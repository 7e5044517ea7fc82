/**
 * Reports of two short runs as somebody sees them, wide and on a phone: nothing wider than the screen, no chart without
 * marks, no text cut off, upon other text or too small, no serious fault of accessibility. The full form, with all presets,
 * pictures and the explorer, is `npm run screenshots`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeReport } from "../../src/report/write.js";
import { runScenario } from "../../src/runner/run.js";
import { presetScenario } from "../../src/scenario/presets.js";
import { launchBrowser, NO_BROWSER, PHONE, visit } from "./offline-browser.js";
import { pageFaults } from "./page-checks.js";

const SHORT = ["spec.simulation.warmup=2s", "spec.simulation.duration=20s"];
/** Three clusters with names, and three regions of dots. */
const RUNS = [
  ["three-clusters", SHORT],
  [
    "cfp-44921-100",
    [...SHORT, ...[0, 1, 2].map((group) => `spec.mesh.groups.${group}.clusters=6`)],
  ],
] as const;

describe.skipIf(NO_BROWSER).each(RUNS)("%s", (preset, set) => {
  let dir = "";
  let address = "";
  let browser: Browser | undefined;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "report-whole-"));
    const run = await runScenario({
      scenario: presetScenario(preset, { set }),
      seed: "1",
      replay: "",
    });
    const { reportPath } = await writeReport(run, dir);
    address = pathToFileURL(reportPath).href;
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it.each([
    ["light", { width: 1280, height: 900 }],
    ["dark", PHONE],
  ] as const)("%s", async (colorScheme, viewport) => {
    if (!browser) throw new Error("the browser should have been started");
    await visit(browser, { address, colorScheme, viewport }, async (page) => {
      await page.waitForSelector('html[data-charts="ready"]', { state: "attached" });
      expect(await pageFaults(page)).toEqual([]);
    });
  });
});
